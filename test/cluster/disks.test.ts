import { eventually } from "../../testing/eventually";
import { cluster } from "./support/cluster";
import { inTask, services } from "./support/engine";

jest.setTimeout(900_000);

const sql = async (member: string, statement: string) =>
  (await inTask(member, "psql", "-h", "/run/postgresql", "-Atc", statement)).trim();
const machine = (name: string, more = "") =>
  `"${name}": { roles: ["database"], cores: 1, memory: "512 MiB", disk: disks.ssdSata${more} },`;

describe("verify-disk", () => {
  const disk = (declared: string) =>
    cluster.declare(
      '"db-1": { roles: ["database"], cores: 1, memory: "3 GiB", disk: disks.ssdSata }',
      `"db-1": { roles: ["database"], cores: 1, memory: "3 GiB", disk: ${declared} }`,
    );
  const verify = (...more: string[]) => cluster.run("verify-disk", "--member", "content-db-1", "--yes", ...more);

  test("names a disk that is slower than declared, with both figures", async () => {
    const undo = disk("{ ...disks.ssdSata, writeMBps: 100_000 }");
    try {
      const { code, output } = await verify();
      expect(output).toMatch(/^content-db-1 +data +[\d,.]+ of 100,000 /m);
      expect(output).toMatch(
        /^The data volume of content-db-1 writes [\d,.]+ MB\/s in sequence, and is declared to do 100,000 \(disk\.writeMBps\)\.$/m,
      );
      expect(code).toBe(1);
    } finally {
      undo();
    }
  });

  test("a disk that does what is declared is left unnamed, and nothing of the measurement stays in the volume", async () => {
    const undo = disk("{ writeMBps: 8, readMBps: 1, writeIops: 500, readIops: 1 }");
    try {
      const { code, output } = await verify("--json");
      expect(JSON.parse(output)).toMatchObject({
        stack: "test",
        slower: [],
        problems: [],
        volumes: [{ member: "content-db-1", volume: "data" }],
      });
      expect(code).toBe(0);
    } finally {
      undo();
    }
    // Beside the data is what pgBackRest has yet to archive.
    const left = (await inTask("content-db-1", "ls", "/var/lib/postgresql"))
      .split("\n")
      .filter((name) => name !== "spool");
    expect(left.sort()).toEqual(["", "17", "disk.json"]);
  });

  test("status shows what was measured last", async () => {
    const { output } = await cluster.run("status");
    expect(output).toMatch(/^MEMBER +VOLUME +WRITES MB\/S/m);
    expect(output).toMatch(/^content-db-1 +data +[\d,.]+ of 490 /m);
  });

  test("without a terminal it asks for --yes", async () => {
    const { code, output } = await cluster.run("verify-disk");
    expect(output).toContain("There is no terminal for a confirmation; add --yes.");
    expect(code).toBe(1);
  });
});

test("a database comes with its log on a disk of its own, goes and keeps its data, comes back with it, and is forgotten when that is asked for", async () => {
  const log = ', walDisk: { ...disks.ssdSata, size: "2 GiB" }';
  const before = cluster.read(cluster.declaration);
  const declare = (machines: string, database: string) =>
    cluster.write(
      cluster.declaration,
      before
        .replace('    "db-1":', () => `    ${machines}\n    "db-1":`)
        .replace("  databases: {", () => `  databases: {\n    ${database}`),
    );
  const extra = 'extra: { primary: "db-3", replicas: ["db-4"], connections: 10, memory: "256 MiB" },';
  try {
    declare(`${machine("db-3")} ${machine("db-4", log)}`, extra);
    await cluster.up();
    expect((await inTask("extra-db-4", "readlink", "/var/lib/postgresql/17/pg_wal")).trim()).toBe(
      "/var/lib/postgresql-wal/17",
    );
    expect(
      await sql("extra-db-4", "SELECT current_setting('max_wal_size'), current_setting('max_slot_wal_keep_size')"),
    ).toBe("819MB|819MB");
    await sql("extra-db-3", "CREATE TABLE kept AS SELECT 42 AS answer");

    cluster.write(cluster.declaration, before);
    const { output } = await cluster.up();
    expect(output).toContain(
      "extra-db-3 is no longer declared. Its data is retained on db-3 in test_extra-db-3-data; redeclare it to reattach the data.",
    );
    expect(output).toContain(
      "Its data is retained on db-4 in test_extra-db-4-data and test_extra-db-4-wal; redeclare it",
    );
    expect(output).toContain("npm run purge -- extra -s test permanently deletes the data of extra.");
    expect((await services()).filter(({ Spec }) => (Spec?.Name ?? "").startsWith("test_extra"))).toEqual([]);
    expect((await cluster.up()).output).not.toMatch(/\d+ (created|updated|deleted|replaced)\b/);

    // The first member's log moves to a disk of its own as well.
    declare(`${machine("db-3", log)} ${machine("db-4", log)}`, extra);
    await cluster.up();
    expect((await inTask("extra-db-3", "readlink", "/var/lib/postgresql/17/pg_wal")).trim()).toBe(
      "/var/lib/postgresql-wal/17",
    );
    expect(await sql("extra-db-3", "SELECT answer FROM kept")).toBe("42");
    expect(await sql("extra-db-3", "SELECT pg_is_in_recovery()")).toBe("f");

    declare(`${machine("db-3", log)} ${machine("db-4")}`, extra);
    const refused = await cluster.run("up");
    expect(refused.output).toContain("The write-ahead log is on a volume that this member has no longer.");
    expect(refused.code).toBe(1);
    // The engine has put the old one back.
    await eventually(async () => expect(await sql("extra-db-4", "SELECT answer FROM kept")).toBe("42"));

    expect((await cluster.run("purge", "extra", "--yes")).output).toContain(
      "extra is declared or still runs; remove it from stacks/test.ts and run npm run up -- -s test first.",
    );
  } finally {
    cluster.write(cluster.declaration, before);
    await cluster.up();
  }
  declare(`${machine("db-3")} ${machine("db-4")}`, "");
  const { code, output } = await cluster.run("purge", "extra", "--yes");
  cluster.write(cluster.declaration, before);
  expect(output).toMatch(/^Deleted extra: 4 volumes on this engine, [1-9]\d* keys in etcd, 7 passwords\./m);
  expect(code).toBe(0);
});

import { eventually } from "../../testing/checkers/eventually";
import { cluster } from "./support/cluster";
import { inTask, services, sqlOn } from "./support/engine";

jest.setTimeout(900_000);

describe("verify-disk", () => {
  const declareDisk = (disk: string) =>
    cluster.declare(
      '"db-1": { roles: ["database"], cores: 1, memory: "3 GiB", disk: disks.ssdSata }',
      `"db-1": { roles: ["database"], cores: 1, memory: "3 GiB", disk: ${disk} }`,
    );
  const verify = (...more: string[]) => cluster.run("verify-disk", "--member", "content-db-1", "--yes", ...more);

  test("reports a disk that is slower than declared, with the measured and the declared value", async () => {
    const undo = declareDisk("{ ...disks.ssdSata, writeMBps: 100_000 }");
    try {
      const { code, output } = await verify();
      expect(output).toMatch(/^content-db-1 +data +[\d,.]+ of 100,000 /m);
      expect(output).toMatch(
        /^The data volume of content-db-1 does [\d,.]+ MB\/s of sequential writes; 100,000 are declared \(disk\.writeMBps\)\.$/m,
      );
      expect(code).toBe(1);
    } finally {
      undo();
    }
  });

  test("accepts a disk that is as fast as declared, and leaves no file of the measurement in the volume", async () => {
    const undo = declareDisk("{ writeMBps: 8, readMBps: 1, writeIops: 500, readIops: 1 }");
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
    // pgBackRest adds a spool folder while it has segments to archive.
    const left = (await inTask("content-db-1", "ls", "/var/lib/postgresql"))
      .split("\n")
      .filter((name) => name !== "spool");
    expect(left.sort()).toEqual(["", "17", "disk.json"]);
  });

  test("status shows the last measurement", async () => {
    const { output } = await cluster.run("status");
    expect(output).toMatch(/^MEMBER +VOLUME +WRITES MB\/S/m);
    expect(output).toMatch(/^content-db-1 +data +[\d,.]+ of 490 /m);
  });

  test("requires --yes without a terminal", async () => {
    const { code, output } = await cluster.run("verify-disk");
    expect(output).toContain("There is no terminal for a confirmation; add --yes.");
    expect(code).toBe(1);
  });
});

// Steps of one journey: each starts where the previous one ended.
describe("a database that comes and goes", () => {
  const walDisk = ', walDisk: { ...disks.ssdSata, size: "2 GiB" }';
  const machine = (name: string, more = "") =>
    `"${name}": { roles: ["database"], cores: 1, memory: "512 MiB", disk: disks.ssdSata${more} },`;
  const extra = 'extra: { primary: "db-3", replicas: ["db-4"], connections: 10, memory: "256 MiB" },';
  const walFolder = async (member: string) =>
    (await inTask(member, "readlink", "/var/lib/postgresql/17/pg_wal")).trim();
  let before = "";

  /** Writes the declaration with more machines and another database. */
  const declare = (machines: string, database: string) =>
    cluster.write(
      cluster.declaration,
      before
        .replace('    "db-1":', () => `    ${machines}\n    "db-1":`)
        .replace("  databases: {", () => `  databases: {\n    ${database}`),
    );

  beforeAll(() => {
    before = cluster.read(cluster.declaration);
  });

  afterAll(async () => {
    cluster.write(cluster.declaration, before);
    await cluster.up();
  });

  test("puts a member's write-ahead log on a disk of its own", async () => {
    declare(`${machine("db-3")} ${machine("db-4", walDisk)}`, extra);
    await cluster.up();
    expect(await walFolder("extra-db-4")).toBe("/var/lib/postgresql-wal/17");
    const settings = "SELECT current_setting('max_wal_size'), current_setting('max_slot_wal_keep_size')";
    expect(await sqlOn("extra-db-4", settings)).toBe("819MB|819MB");
    await sqlOn("extra-db-3", "CREATE TABLE marker AS SELECT 42 AS answer");
  });

  test("retains the data of a database that is no longer declared", async () => {
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
  });

  test("reattaches the data when it is declared again, and moves a log to a new disk", async () => {
    declare(`${machine("db-3", walDisk)} ${machine("db-4", walDisk)}`, extra);
    await cluster.up();
    expect(await walFolder("extra-db-3")).toBe("/var/lib/postgresql-wal/17");
    expect(await sqlOn("extra-db-3", "SELECT answer FROM marker")).toBe("42");
    expect(await sqlOn("extra-db-3", "SELECT pg_is_in_recovery()")).toBe("f");
  });

  test("rejects the removal of the disk that holds a log, and rolls the member back", async () => {
    declare(`${machine("db-3", walDisk)} ${machine("db-4")}`, extra);
    const { code, output } = await cluster.run("up");
    expect(output).toContain("The write-ahead log is on a volume that this member no longer has.");
    expect(code).toBe(1);
    await eventually(async () => expect(await sqlOn("extra-db-4", "SELECT answer FROM marker")).toBe("42"));
  });

  test("deletes data only of a database that is neither declared nor running", async () => {
    expect((await cluster.run("purge", "extra", "--yes")).output).toContain(
      "extra is declared or still runs; remove it from stacks/test.ts and run npm run up -- -s test first.",
    );
    cluster.write(cluster.declaration, before);
    await cluster.up();
    declare(`${machine("db-3")} ${machine("db-4")}`, "");
    const { code, output } = await cluster.run("purge", "extra", "--yes");
    expect(output).toMatch(/^Deleted extra: 4 volumes on this engine, [1-9]\d* keys in etcd, 7 passwords\./m);
    expect(code).toBe(0);
  });
});

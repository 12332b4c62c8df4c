import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { restore } from "../../../cli/actions/restore";
import { withRestored } from "../../../cli/declaration/stackFile";
import { nextSteps } from "../../../cli/output/restoreText";
import { ago, iso, readTimestamp, utc } from "../../../cli/output/timestamps";
import { UsageError } from "../../../cli/usageError";
import { clusterSchema } from "../../../components/cluster/spec";
import dev from "../../../stacks/dev";

const now = Date.parse("2026-11-25T18:30:00Z");

test.each<[string, string]>([
  ["2026-11-25T18:29:00Z", "2026-11-25T18:29:00Z"],
  ["2026-11-25 18:29:00", "2026-11-25T18:29:00Z"],
  ["2026-11-25 18:29", "2026-11-25T18:29:00Z"],
  ["2026-11-25 18:29:00 UTC", "2026-11-25T18:29:00Z"],
  ["2026-11-25 19:29:00+01:00", "2026-11-25T18:29:00Z"],
  ["2026-11-25 18:29:00.250", "2026-11-25T18:29:00.250Z"],
  ["10 min ago", "2026-11-25T18:20:00Z"],
  ["1 d ago", "2026-11-24T18:30:00Z"],
])("parses the time %j as %s", (text, time) => expect(iso(Number(readTimestamp("--to", text, now)))).toBe(time));

test.each(["", "yesterday", "18:30", "2026-13-01 00:00", "10 ago", "2026-11-25 18:29:00 CET"])(
  "rejects the time %j",
  (text) => {
    expect(() => readTimestamp("--to", text, now)).toThrow(
      new UsageError(
        `--to is ${JSON.stringify(text)}; use "latest", a time such as "2027-01-31 18:30:00" (UTC, or with an ` +
          `offset such as +01:00), or "10 min ago".`,
      ),
    );
  },
);

test("formats times for readers", () => {
  expect(utc(now)).toBe("2026-11-25 18:30:00 UTC");
  expect(ago(now - 90_000, now)).toBe("90 s ago");
  expect(ago(now - 7_200_000, now)).toBe("2 h ago");
});

const devFile = readFileSync(join(__dirname, "../../../stacks/dev.ts"), "utf8");
const restored = (text: string, copy = { database: "content", as: "content-2", to: "2026-11-25T18:30:00Z" }) =>
  withRestored("stacks/dev.ts", text, copy);

test("adds one line to the stack file after the original database, and changes nothing else", () => {
  const { text, added } = restored(devFile);
  expect(added).toBe(
    '"content-2": { primary: "db-1", replicas: ["db-2"], connections: 32, memory: "576 MiB", backups: { machine: "app-1", keep: "2 d" }, ' +
      'restoreFrom: { database: "content", to: "2026-11-25T18:30:00Z" } },',
  );
  const lines = text.split("\n");
  const at = lines.indexOf(`    ${added}`);
  expect(lines.slice(at - 7, at)).toEqual(devFile.match(/^ {4}content: \{.*?^ {4}\},/ms)?.[0].split("\n"));
  expect(lines.toSpliced(at, 1).join("\n")).toBe(devFile);
});

test.each<[string, string, string]>([
  [
    "a last line without a comma",
    "export default { databases: { content: { primary: a } } };",
    'export default { databases: { content: { primary: a },\n                              two: { primary: a, restoreFrom: { database: "content", to: "latest" } }, } };',
  ],
  [
    "a declaration in a variable",
    "export default {\n  databases: {\n    content: common,\n  },\n} satisfies ClusterArgs;",
    'export default {\n  databases: {\n    content: common,\n    two: { ...common, restoreFrom: { database: "content", to: "latest" } },\n  },\n} satisfies ClusterArgs;',
  ],
  [
    "a database that was restored",
    'export default {\n  databases: {\n    "content": { ...common, restoreFrom: { database: "old" } }, // ours\n  },\n};',
    'export default {\n  databases: {\n    "content": { ...common, restoreFrom: { database: "old" } },\n    two: { ...common, restoreFrom: { database: "content", to: "latest" } }, // ours\n  },\n};',
  ],
])("adds a database to %s", (_, before, after) =>
  expect(restored(before, { database: "content", as: "two", to: "latest" }).text).toBe(after),
);

test.each([
  ["no default export", "const cluster = {};", "object literal as its default export"],
  ["a computed default export", "export default make();", "object literal as its default export"],
  ["databases in a variable", "export default { databases };", "object literal databases"],
  ["a database from a spread", "export default { databases: { ...others } };", "line for content in databases"],
])("tells what to declare by hand for %s", (_, text, what) => {
  expect(() => restored(text)).toThrow(
    `stacks/dev.ts has no ${what} that this command can read; declare content-2 there like content, with ` +
      'restoreFrom: { database: "content", to: "2026-11-25T18:30:00Z" }, and run npm run up.',
  );
});

test("writes a valid object key for any database name", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/), (as) => {
      const { added } = restored(devFile, { database: "views", as, to: "latest" });
      expect(added).toMatch(as.includes("-") ? new RegExp(`^"${as}": \\{`) : new RegExp(`^"?${as}"?: \\{`));
    }),
  );
});

test("lists the next steps after a restore", () => {
  expect(
    nextSteps({
      stack: "dev",
      file: "stacks/dev.ts",
      database: "content",
      as: "content-2",
      time: now,
      declared: clusterSchema.parse(dev),
    }),
  ).toBe(
    `content-2 is content as of 2026-11-25 18:30:00 UTC. content was not changed.

To inspect it, on db-1:
  docker exec -it $(docker ps -qf label=com.docker.swarm.service.name=dev_content-2-db-1) psql -h /run/postgresql -d content-2
To copy the rows of a table back:
  docker exec -i $(docker ps -qf label=com.docker.swarm.service.name=dev_content-2-db-1) pg_dump -h /run/postgresql -d content-2 -t TABLE --data-only | docker exec -i $(docker ps -qf label=com.docker.swarm.service.name=dev_content-db-1) psql -h /run/postgresql -d content
To use it in the application, add this to stacks/dev.ts and run npm run up -- -s dev:
  application: { placement: { pages: "content-2" } },
To discard it, remove the line from stacks/dev.ts, run npm run up -- -s dev, then npm run purge -- content-2 -s dev.
In each case, commit stacks/dev.ts.`,
  );
});

const options = { stack: "dev", database: "content", to: "latest", as: "content-2", yes: false };

test.each<[string, Partial<Parameters<typeof restore>[0]>, string]>([
  [
    "a time in the future",
    { to: "2999-01-01 00:00" },
    "--to is 2999-01-01 00:00:00 UTC, which is in the future; use a past time.",
  ],
  ["an undeclared database", { database: "pages" }, "dev declares no database pages; use one of content, views."],
  [
    "a name that is in use",
    { as: "views" },
    "dev already has a database views; use another name with --as. A restore never writes to an existing database.",
  ],
  [
    "an invalid name",
    { as: "Content" },
    'databases has the name "Content"; use 1 to 20 lower-case letters, digits and hyphens that begin with a letter.',
  ],
])("rejects %s before anything is changed", async (_, wrong, text) => {
  await expect(restore({ ...options, ...wrong })).rejects.toThrow(text);
});

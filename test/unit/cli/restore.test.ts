import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { UsageError } from "../../../cli/arguments";
import { restore } from "../../../cli/commands/restore";
import { nextSteps } from "../../../cli/output/restoreText";
import { withRestored } from "../../../cli/stackFile";
import { ago, iso, readTimestamp, utc } from "../../../cli/timestamps";
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
])("the moment %j is %s", (text, time) => expect(iso(Number(readTimestamp("--to", text, now)))).toBe(time));

test.each(["", "yesterday", "18:30", "2026-13-01 00:00", "10 ago", "2026-11-25 18:29:00 CET"])(
  "refuses the moment %j",
  (text) => {
    expect(() => readTimestamp("--to", text, now)).toThrow(
      new UsageError(
        `--to is ${JSON.stringify(text)}; use "latest", a time such as "2027-01-31 18:30:00" (UTC, or with +01:00 behind it), or "10 min ago".`,
      ),
    );
  },
);

test("moments as people read them", () => {
  expect(utc(now)).toBe("2026-11-25 18:30:00 UTC");
  expect(ago(now - 90_000, now)).toBe("90 s ago");
  expect(ago(now - 7_200_000, now)).toBe("2 h ago");
});

const devFile = readFileSync(join(__dirname, "../../../stacks/dev.ts"), "utf8");
const restored = (text: string, copy = { database: "content", as: "content-2", to: "2026-11-25T18:30:00Z" }) =>
  withRestored("stacks/dev.ts", text, copy);

test("a stack's file gets one line, behind that of the database, and nothing else in it changes", () => {
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
    "the last line without a comma",
    "export default { databases: { content: { primary: a } } };",
    'export default { databases: { content: { primary: a },\n                              two: { primary: a, restoreFrom: { database: "content", to: "latest" } }, } };',
  ],
  [
    "a declaration that is named elsewhere",
    "export default {\n  databases: {\n    content: common,\n  },\n} satisfies ClusterArgs;",
    'export default {\n  databases: {\n    content: common,\n    two: { ...common, restoreFrom: { database: "content", to: "latest" } },\n  },\n} satisfies ClusterArgs;',
  ],
  [
    "a database that was restored itself",
    'export default {\n  databases: {\n    "content": { ...common, restoreFrom: { database: "old" } }, // ours\n  },\n};',
    'export default {\n  databases: {\n    "content": { ...common, restoreFrom: { database: "old" } },\n    two: { ...common, restoreFrom: { database: "content", to: "latest" } }, // ours\n  },\n};',
  ],
])("reads %s", (_, before, after) =>
  expect(restored(before, { database: "content", as: "two", to: "latest" }).text).toBe(after),
);

test.each([
  ["no default export", "const cluster = {};", "block as its default export"],
  ["a default export that is made elsewhere", "export default make();", "block as its default export"],
  ["databases that are made elsewhere", "export default { databases };", "block databases"],
  [
    "a database that is made elsewhere",
    "export default { databases: { ...others } };",
    "line for content in databases",
  ],
])("says what to write by hand where there is %s", (_, text, what) => {
  expect(() => restored(text)).toThrow(
    `stacks/dev.ts has no ${what} that this command could read; declare content-2 there by hand, as content and with ` +
      'restoreFrom: { database: "content", to: "2026-11-25T18:30:00Z" }, and run npm run up.',
  );
});

test("whatever its name, a new database's key is one that TypeScript reads", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/), (as) => {
      const { added } = restored(devFile, { database: "views", as, to: "latest" });
      expect(added).toMatch(as.includes("-") ? new RegExp(`^"${as}": \\{`) : new RegExp(`^"?${as}"?: \\{`));
    }),
  );
});

test("what to do with what was restored", () => {
  expect(
    nextSteps({
      stack: "dev",
      file: "stacks/dev.ts",
      database: "content",
      as: "content-2",
      moment: now,
      declared: clusterSchema.parse(dev),
    }),
  ).toBe(
    `content-2 has what content had as it was at 2026-11-25 18:30:00 UTC. content was not touched.

Look at it, on db-1:
  docker exec -it $(docker ps -q -f name=dev_content-2-db-1\\.) psql -h /run/postgresql -d content-2
Take rows of a table back:
  docker exec -i $(docker ps -q -f name=dev_content-2-db-1\\.) pg_dump -h /run/postgresql -d content-2 -t TABLE --data-only | docker exec -i $(docker ps -q -f name=dev_content-db-1\\.) psql -h /run/postgresql -d content
Switch the application over to it, in stacks/dev.ts, and npm run up -- -s dev:
  application: { placement: { pages: "content-2" } },
Give it up: remove the line from stacks/dev.ts, npm run up -- -s dev, and npm run forget -- content-2 -s dev.
Either way commit stacks/dev.ts: it says what runs.`,
  );
});

const options = { stack: "dev", database: "content", to: "latest", as: "content-2", yes: false };

test.each<[string, Partial<Parameters<typeof restore>[0]>, string]>([
  [
    "no database",
    { database: undefined },
    "restore needs the name of a database: npm run restore -- content --as content-2",
  ],
  ["no name", { as: "" }, "--as is missing: the name of the new database; the old one stays as it is."],
  ["a time that is to come", { to: "2999-01-01 00:00" }, "--to is 2999-01-01 00:00:00 UTC, which is not over yet."],
  ["a database that is not declared", { database: "pages" }, "dev declares no database pages; it has content, views."],
  [
    "a name that is taken",
    { as: "views" },
    "dev has a database views already; use another name with --as. A restore never writes into one that is there.",
  ],
  [
    "a name that is none",
    { as: "Content" },
    'databases has the name "Content"; use 1 to 20 lower-case letters, digits and hyphens that begin with a letter.',
  ],
])("refuses %s before anything is touched", async (_, wrong, text) => {
  await expect(restore({ ...options, ...wrong })).rejects.toThrow(text);
});

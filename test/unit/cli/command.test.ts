import { defineCommand } from "../../../cli/command";
import { findCommand } from "../../../cli/commandFiles";
import { UsageError } from "../../../cli/usageError";

/** A command that records its options and its argument. */
function recorder() {
  const calls: unknown[] = [];
  const command = defineCommand({
    name: "record",
    summary: "Records its command line.",
    options: {
      stack: { short: "s", value: "NAME", default: "dev", summary: "stack" },
      member: { value: "NAME", summary: "member" },
      format: { value: "FORMAT", default: "text", choices: ["text", "json"], summary: "format" },
      volumes: { summary: "delete volumes" },
      dryRun: { summary: "change nothing" },
    },
    argument: "[RANGE]",
    help: () => "More help.",
    run: async (options, argument) => calls.push({ ...options, argument }),
  });
  return { command, calls };
}

const defaults = {
  stack: "dev",
  member: undefined,
  format: "text",
  volumes: false,
  dryRun: false,
  argument: undefined,
};

test.each<[string[], object]>([
  [[], {}],
  [["-s", "production"], { stack: "production" }],
  [["--stack=production"], { stack: "production" }],
  [["--stack", "one", "--stack", "two"], { stack: "two" }],
  [["--volumes"], { volumes: true }],
  [["--dry-run", "--member", "db-1"], { dryRun: true, member: "db-1" }],
  [["main..HEAD"], { argument: "main..HEAD" }],
  [["--format", "json"], { format: "json" }],
])("parses %j", async (args, expected) => {
  const { command, calls } = recorder();
  await command.parse(args)();
  expect(calls).toEqual([{ ...defaults, ...expected }]);
});

test.each([
  [["--foo"], "unknown option '--foo'"],
  [["-x"], "unknown option '-x'"],
  [["--stak", "dev"], "unknown option '--stak' (Did you mean --stack?)"],
  [["--volumes=no"], "unknown option '--volumes=no' (Did you mean --volumes?)"],
  [["one", "two"], "too many arguments: expected 1 argument but got 2"],
  [["-s"], "option '-s, --stack <NAME>' argument missing"],
  [["--stack="], "option '-s, --stack <NAME>' argument '' is invalid: use --stack NAME"],
  [["--stack", "--volumes"], "option '-s, --stack <NAME>' argument '--volumes' is invalid: use --stack NAME"],
  [["--format", "xml"], "option '--format <FORMAT>' argument 'xml' is invalid: allowed choices are text, json"],
])("rejects %j with one sentence", (args, problem) => {
  const { command, calls } = recorder();
  expect(() => command.parse(args)).toThrow(
    new UsageError(`record: ${problem}; npm run record -- --help shows the usage.`),
  );
  expect(calls).toEqual([]);
});

test("prints its help and does not run", async () => {
  const { command, calls } = recorder();
  const printed: string[] = [];
  const log = console.log;
  console.log = (text: string) => printed.push(text);
  const code = await command
    .parse(["--help"])()
    .finally(() => (console.log = log));
  expect([code, calls]).toEqual([0, []]);
  expect(printed).toEqual([
    [
      "Usage: npm run record -- [options] [RANGE]",
      "",
      "Records its command line.",
      "",
      "Options:",
      '  -s, --stack <NAME>  stack (default: "dev")',
      "  --member <NAME>     member",
      '  --format <FORMAT>   format (choices: "text", "json", default: "text")',
      "  --volumes           delete volumes",
      "  --dry-run           change nothing",
      "  -h, --help          show this help",
      "",
      "More help.",
    ].join("\n"),
  ]);
});

test.each([
  ["purge", [], "missing required argument 'DATABASE'"],
  ["restore", ["--as", "content-2"], "missing required argument 'DATABASE'"],
  ["restore", ["content"], "required option '--as <NAME>' not specified"],
  ["release", [], "missing required argument 'REGISTRY'"],
  ["up", ["production"], "too many arguments: expected 0 arguments but got 1"],
  ["up", ["--volumes"], "unknown option '--volumes'"],
  ["bench", ["deploy", "cache"], "too many arguments: expected 1 argument but got 2"],
  ["verify-disk", ["dev", "production"], "too many arguments: expected 1 argument but got 2"],
])("%s rejects %j", (name, args, problem) => {
  expect(() => findCommand(name)?.parse(args)).toThrow(
    new UsageError(`${name}: ${problem}; npm run ${name} -- --help shows the usage.`),
  );
});

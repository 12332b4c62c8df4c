import { commands } from "../../../cli/commands";
import { commandHelp, overview } from "../../../cli/output/help";

test("help of a command lists its options in columns", () => {
  const { status } = commands;
  expect(status && commandHelp("status", status)).toBe(
    [
      "Shows what runs: services, servers and their weights, queues, databases and their lag.",
      "",
      "  npm run status -- [options]",
      "",
      "  -s, --stack NAME   the stack: a file in stacks/ (default dev)",
      "      --json         JSON, for programs",
      "  -h, --help         show this text",
    ].join("\n"),
  );
});

test("the overview has a line for each command", () => {
  expect(overview(commands).split("\n")).toHaveLength(Object.keys(commands).length);
});

import { readArguments, UsageError } from "../../../cli/arguments";
import { commands } from "../../../cli/commands";

function read(name: string, ...args: string[]) {
  const command = commands[name];
  if (command === undefined) throw new Error(`no command ${name}`);
  return readArguments(name, command, args);
}

test("the stack is dev unless another one is named", () => {
  expect(read("up").text("stack")).toBe("dev");
  expect(read("up", "-s", "production").text("stack")).toBe("production");
  expect(read("preview", "--stack=production").text("stack")).toBe("production");
});

test("switches are off unless given", () => {
  expect(read("down").flag("volumes")).toBe(false);
  expect(read("down", "--volumes", "-y").flag("volumes")).toBe(true);
  expect(read("down", "--volumes", "-y").flag("yes")).toBe(true);
});

test("a benchmark is an argument without a dash", () => {
  expect(read("bench", "deploy").argument).toBe("deploy");
  expect(read("bench").argument).toBeUndefined();
});

test("a stack to verify the disks of may be named either way", () => {
  expect(read("verify-disk", "production").argument).toBe("production");
  expect(read("verify-disk", "-s", "production").text("stack")).toBe("production");
  expect(() => read("verify-disk", "dev", "production")).toThrow(
    new UsageError("verify-disk does not know production; npm run verify-disk -- --help lists what it takes."),
  );
});

test.each([
  ["up", ["--foo"], "up does not know --foo; npm run up -- --help lists what it takes."],
  ["up", ["-x"], "up does not know -x; npm run up -- --help lists what it takes."],
  ["up", ["--volumes"], "up does not know --volumes; npm run up -- --help lists what it takes."],
  ["up", ["production"], "up does not know production; npm run up -- --help lists what it takes."],
  ["bench", ["deploy", "cache"], "bench does not know cache; npm run bench -- --help lists what it takes."],
  ["up", ["-s"], "-s needs a value: -s NAME"],
  ["up", ["--stack="], "--stack needs a value: --stack NAME"],
  ["up", ["--stack", "--yes"], "--stack needs a value: --stack NAME"],
  ["up", ["--yes=no"], "--yes takes no value; npm run up -- --help lists what it takes."],
])("refuses %s %j", (name, args, text) => {
  expect(() => read(name, ...args)).toThrow(new UsageError(text));
});

test("every command has help", () => {
  for (const name of Object.keys(commands)) expect(read(name, "-h").flag("help")).toBe(true);
});

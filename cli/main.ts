import { Problem, textOf } from "../toolchain/setup/problem";
import { readArguments, UsageError } from "./arguments";
import { commands } from "./commands";
import { commandHelp, overview } from "./help";

/** `node toolchain/setup/start.js <command> ...`, which is what the npm scripts call. */
async function main([name = "", ...args]: readonly string[]): Promise<number> {
  const command = commands[name];
  if (command === undefined) throw new UsageError(`there is no command ${name}\n\n${overview(commands)}`);
  const values = readArguments(name, command, args);
  if (values.flag("help")) {
    console.log(await commandHelp(name, command));
    return 0;
  }
  return command.run(values);
}

/** What a reader can put right is a text; everything else is a fault of ours, with its stack trace. */
function explain(error: unknown): string {
  const readable = error instanceof Problem || error instanceof UsageError || (error instanceof Error && readableNames.includes(error.name));
  return readable ? textOf(error) : error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const readableNames = ["DeclarationError", "CommandFailed"];

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`error: ${explain(error)}`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);

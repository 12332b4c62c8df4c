import { readArguments, UsageError } from "./arguments";
import { commands } from "./commands";
import { commandHelp, overview } from "./output/help";

/** `node setup/start.js <command> ...`, which is what the npm scripts call. */
async function main([name = "", ...args]: readonly string[]): Promise<number> {
  const command = commands[name];
  if (command === undefined) throw new UsageError(`there is no command ${name}\n\n${overview(commands)}`);
  const values = readArguments(name, command, args);
  if (values.flag("help")) {
    console.log(commandHelp(name, command));
    return 0;
  }
  return command.run(values);
}

/** What a reader can put right is a text; everything else is a fault of ours, with its stack trace. */
function explain(error: unknown): string {
  const ours = !(error instanceof Error) || !readable.includes(error.name);
  return ours
    ? `a fault of this program: ${error instanceof Error ? error.stack : String(error)}`
    : `error: ${error.message}`;
}

const readable = ["Problem", "UsageError", "DeclarationError", "CommandFailed"];

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(explain(error));
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);

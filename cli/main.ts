import { allCommands, findCommand, overview } from "./commandFiles";
import { UsageError } from "./usageError";

/** `node setup/start.js <command> ...`, which every npm script calls. */
async function main([name = "--help", ...args]: readonly string[]): Promise<number> {
  if (["-h", "--help"].includes(name)) {
    console.log(overview(allCommands()));
    return 0;
  }
  const command = findCommand(name);
  if (command === undefined) throw new UsageError(`there is no command ${name}\n\n${overview(allCommands())}`);
  return command.parse(args)();
}

/** Errors that the reader can fix are printed as their message. All others are internal errors, with a stack trace. */
function describe(error: unknown): string {
  if (error instanceof Error && reported.includes(error.name)) return `error: ${error.message}`;
  return `internal error: ${error instanceof Error ? error.stack : String(error)}`;
}

const reported = ["Problem", "UsageError", "DeclarationError", "CommandFailed"];

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(describe(error));
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);

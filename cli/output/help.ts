import { table } from "../../lib/table";
import { type Command, optionsOf } from "../arguments";

/** What `npm run <command> -- --help` shows. */
export function commandHelp(name: string, command: Command): string {
  const rows = Object.entries(optionsOf(command)).map(([key, { short, value, help, default: standard }]) => [
    `  ${short === undefined ? "    " : `-${short}, `}--${key}${value === undefined ? "" : ` ${value}`}`,
    `${help}${standard === undefined ? "" : ` (default ${standard})`}`,
  ]);
  const usage = `npm run ${name} -- [options]${command.argument === undefined ? "" : ` ${command.argument}`}`;
  const details = command.details === undefined ? [] : ["", command.details()];
  return [command.summary, "", `  ${usage}`, "", table(rows), ...details].join("\n");
}

export const overview = (commands: Readonly<Record<string, Command>>): string =>
  table(Object.entries(commands).map(([name, { summary }]) => [`  npm run ${name}`, summary]));

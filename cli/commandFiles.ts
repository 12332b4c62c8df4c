import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { table } from "../lib/table";
import type { Command } from "./command";

/** Each file in this folder is one command. `review:comment` is in `reviewComment.ts`. */
const folder = join(__dirname, "commands");

/** Finds a command by its name or alias. A name loads only the file of that command. */
export function findCommand(name: string): Command | undefined {
  const file = `${name.replace(/[:-]([a-z])/g, (_, letter: string) => letter.toUpperCase())}.ts`;
  if (/^[a-z:-]+$/.test(name) && existsSync(join(folder, file))) return load(file);
  return allCommands().find(({ alias }) => alias === name);
}

/** All commands, sorted by name. */
export const allCommands = (): Command[] => readdirSync(folder).sort().map(load);

/** One line for each command. */
export const overview = (commands: readonly Command[]): string =>
  table(commands.map(({ name, summary }) => [`  npm run ${name}`, summary]));

function load(file: string): Command {
  const { command }: { command: Command } = require(join(folder, file));
  return command;
}

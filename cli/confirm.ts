import { createInterface } from "node:readline/promises";
import { Problem } from "../lib/problem";

/**
 * Asks before something that cannot be taken back.
 * @param what this command does: `takes dev down.`
 * @param word to be typed
 * @param otherwise what is so if it is not: `nothing was changed`
 * @throws Problem without a terminal, or without the word
 */
export async function confirm(what: string, word: string, otherwise: string): Promise<void> {
  if (process.stdin.isTTY !== true) throw new Problem(`this ${what}\nThere is no terminal to ask; add --yes.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`This ${what}\nType ${word} to go on: `).finally(() => terminal.close());
  if (answer.trim() !== word) throw new Problem(`${otherwise}.`);
}

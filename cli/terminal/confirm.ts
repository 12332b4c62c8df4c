import { createInterface } from "node:readline/promises";
import { Problem } from "../../lib/problem";

/**
 * Asks for confirmation of something that cannot be undone.
 * @param what what the command does: `removes dev`
 * @param word the word to type
 * @param otherwise the message if another word is typed: `nothing was changed`
 * @throws Problem without a terminal, or if another word is typed
 */
export async function confirm(what: string, word: string, otherwise: string): Promise<void> {
  if (process.stdin.isTTY !== true)
    throw new Problem(`this ${what}\nThere is no terminal for a confirmation; add --yes.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`This ${what}\nType ${word} to continue: `).finally(() => terminal.close());
  if (answer.trim() !== word) throw new Problem(`${otherwise}.`);
}

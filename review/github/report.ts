import { lstatSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { messageOf, Problem } from "../../lib/problem";

/**
 * The report in a file, or on standard input where no file is named.
 * @throws Problem where there is nothing to post.
 */
export async function reportOf(file: string): Promise<string> {
  const report = file === "" ? await text(process.stdin) : read(file);
  if (report.trim() === "")
    throw new Problem(`the report${file === "" ? "" : ` ${file}`} is empty; nothing is posted.`);
  return report;
}

function read(file: string): string {
  // Whoever makes a report may make it a link, and what that leads to would be posted.
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new Problem(`the report ${file} is no file: it is missing, a link or a folder.`);
  }
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Problem(`the report ${file} cannot be read: ${messageOf(error)}`);
  }
}

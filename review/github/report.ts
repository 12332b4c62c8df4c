import { lstatSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { messageOf, Problem } from "../../lib/problem";

/** The first line of the comment. Readers do not see it; the next run finds the comment by it. */
export const marker = "<!-- apture: capacity review -->";

/** Maximum characters of a comment on GitHub. */
const limit = 65_536;

/** Characters for the end of a report that is cut. */
const reserve = 500;

/**
 * The report in a file, or on standard input if `file` is empty.
 * @throws Problem if there is no report
 */
export async function readReport(file: string): Promise<string> {
  const report = file === "" ? await text(process.stdin) : readFile(file);
  if (report.trim() === "") throw new Problem(`the report${file === "" ? "" : ` ${file}`} is empty.`);
  return report;
}

function readFile(file: string): string {
  // The author of a report could make it a link to another file, which would then be posted.
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new Problem(`the report ${file} is not a file: it is missing, a link or a folder.`);
  }
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Problem(`cannot read the report ${file}: ${messageOf(error)}`);
  }
}

/**
 * The text of the comment. `npm run review` respects the limit and omits the least important details. Any other report
 * is cut at the end of a line.
 */
export function commentOf(report: string): string {
  const content = report.trim();
  const whole = `${marker}\n${content}\n`;
  if (whole.length <= limit) return whole;
  const end = content.lastIndexOf("\n", limit - reserve);
  const head = content.slice(0, end > 0 ? end : limit - reserve);
  const [allowed, actual] = [limit, content.length].map((count) => count.toLocaleString("en-US"));
  return (
    `${marker}\n${head}\n${closing(head)}\n_The rest is omitted: a comment has at most ${allowed} characters, the ` +
    `report has ${actual}._\n`
  );
}

const outdatedNote = "> **Outdated.** This report is about an earlier commit. The review of";

/** An earlier comment, marked as outdated because the review of `commit` produced no report. */
export function outdatedComment(comment: string, commit: string): string {
  const old = comment.replace(marker, "").trim();
  // Replaces the note of an earlier failure.
  const report = old.startsWith(outdatedNote) ? old.split("\n").slice(1).join("\n").trim() : old;
  return commentOf(`${outdatedNote} ${commit} produced no report; see its log.\n\n${report}`);
}

/** Closes code blocks and folded details that are open where the text is cut. */
function closing(text: string): string {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const fence = count(/^ {0,3}```/gm) % 2 === 1 ? "```\n" : "";
  return fence + "\n</details>\n".repeat(Math.max(0, count(/<details\b/g) - count(/<\/details>/g)));
}

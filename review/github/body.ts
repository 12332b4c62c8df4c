/** The first line of the comment, which no reader sees: how the next run finds it. */
export const marker = "<!-- apture: capacity review -->";

/** Characters of a comment that GitHub takes. */
const limit = 65_536;

/** Characters for what closes a text that is cut. */
const spare = 500;

/**
 * The comment: the marker, and the report. A report keeps to the limit by itself and knows best what to leave out; one that does not is cut
 * at the end of a line, which keeps its beginning, the summary.
 */
export function bodyOf(report: string): string {
  const text = report.trim();
  const whole = `${marker}\n${text}\n`;
  if (whole.length <= limit) return whole;
  const end = text.lastIndexOf("\n", limit - spare);
  const kept = text.slice(0, end > 0 ? end : limit - spare);
  const [takes, has] = [limit, text.length].map((count) => count.toLocaleString("en-US"));
  return `${marker}\n${kept}\n${closing(kept)}\n_The rest is cut: a comment takes ${takes} characters, and the report has ${has}._\n`;
}

/** Closes a block of code and folded details that the cut left open: what follows would be inside of them. */
function closing(text: string): string {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const fence = count(/^ {0,3}```/gm) % 2 === 1 ? "```\n" : "";
  return fence + "\n</details>\n".repeat(Math.max(0, count(/<details\b/g) - count(/<\/details>/g)));
}

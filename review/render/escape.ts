/**
 * Control characters, and characters that change the direction of text or are invisible: a terminal or a browser may
 * interpret them. Line feeds and tabs are ordinary.
 */
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Shows unsafe characters as `\u001b`. */
export const visible = (text: string): string =>
  text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** One line of plain text. */
export const line = (text: string): string => visible(text.replace(/\s*\n\s*/g, " "));

/**
 * A sentence in Markdown. Text in backticks is code; all other markup is escaped, because names and reasons come from
 * users. An escaped `@` notifies nobody.
 */
export const inline = (text: string): string =>
  line(text)
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : escaped(part)))
    .join("");

function escaped(text: string): string {
  return (
    text
      .replace(/[\\`*[\]~]/g, "\\$&")
      .replace(/&(?=#?\w+;)/g, "&amp;")
      .replace(/</g, "&lt;")
      // Emphasis by underscores only begins and ends at word boundaries: max_wal_size has none.
      .replace(/(?<!\w)_|_(?!\w)/g, "\\_")
      .replace(/@(?=\w)/g, "@\u2060")
  );
}

/** Inline code. Its fence is longer than any run of backticks in the text. */
export function code(text: string): string {
  const safe = line(text);
  if (!safe.includes("`")) return `\`${safe}\``;
  const fence = fenceFor(safe, 1);
  return `${fence} ${safe} ${fence}`;
}

/** A block of code. */
export function codeBlock(language: string, text: string): string {
  const safe = visible(text);
  const fence = fenceFor(safe, 3);
  return `${fence}${language}\n${safe}\n${fence}`;
}

function fenceFor(text: string, shortest: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return "`".repeat(Math.max(shortest, longest + 1));
}

/** A Markdown table. The cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

/** A report in Markdown: what every reader sees, and what folds away. */
export interface Document {
  /** Blocks, each whole. */
  readonly summary: readonly string[];
  readonly details: readonly Detail[];
}

export interface Detail {
  readonly title: string;
  readonly body: string;
}

const unfolded = ({ title, body }: Detail) => `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`;

/**
 * The report in so many characters at most: details go, the largest first, and a line says which; the summary stays whole.
 * @param limit characters; GitHub's comments take 65,536
 */
export function fit({ summary, details }: Document, limit: number): string {
  const head = summary.join("\n\n");
  const texts = details.map(unfolded);
  const written = (kept: ReadonlySet<number>) => {
    const out = details.filter((_, index) => !kept.has(index)).map(({ title }) => title);
    const note = out.length === 0 ? [] : [`_Left out to fit: ${out.join("; ")}. \`npm run review\` shows them._`];
    return `${[head, ...texts.filter((_, index) => kept.has(index)), ...note].join("\n\n")}\n`;
  };
  const kept = new Set(details.keys());
  const largestFirst = [...details.keys()].sort((a, b) => (texts[b]?.length ?? 0) - (texts[a]?.length ?? 0));
  for (const index of largestFirst) {
    if (written(kept).length <= limit) break;
    kept.delete(index);
  }
  return written(kept);
}

/** The two revisions of a review, as named on the command line. */
export interface Range {
  /** A revision: `main`, `HEAD~2`, a commit. */
  readonly base: string;
  /** A revision; `undefined` is the working tree. */
  readonly head: string | undefined;
  /** Compare with the merge base instead of the base itself, as `git diff base...head` does. */
  readonly fromMergeBase: boolean;
}

/**
 * Parses `base..head` and `base...head` as git does; an omitted side is HEAD. A single revision, or none (HEAD), is
 * compared with the working tree.
 */
export function parseRange(text = ""): Range {
  const [, base = "", dots, head = ""] = /^(.*?)(\.{2,3})(.*)$/.exec(text) ?? [];
  if (dots === undefined) return { base: text === "" ? "HEAD" : text, head: undefined, fromMergeBase: false };
  return { base: base === "" ? "HEAD" : base, head: head === "" ? "HEAD" : head, fromMergeBase: dots === "..." };
}

/** The two revisions of a review, as its reader names them. */
export interface Range {
  /** A revision that git knows: `main`, `HEAD~2`, a commit. */
  readonly base: string;
  /** Another; nothing for the working tree as it is. */
  readonly head: string | undefined;
  /** Compare with where head left base and not with base as it is now, as `git diff base...head` does. */
  readonly fromMergeBase: boolean;
}

/**
 * Reads a range as git does: `base..head`, `base...head`, a missing side is HEAD; one revision alone, or none (HEAD), is compared with the
 * working tree.
 */
export function parseRange(text = ""): Range {
  const [, base = "", dots, head = ""] = /^(.*?)(\.{2,3})(.*)$/.exec(text) ?? [];
  if (dots === undefined) return { base: text === "" ? "HEAD" : text, head: undefined, fromMergeBase: false };
  return { base: base === "" ? "HEAD" : base, head: head === "" ? "HEAD" : head, fromMergeBase: dots === "..." };
}

export interface Edit {
  readonly change: "insert" | "remove";
  /** In the new list for an insert, in the old one for a removal. */
  readonly index: number;
}

/** The fewest insertions and removals that make one list of the other (longest common subsequence). */
export function editScript<T>(before: readonly T[], after: readonly T[], same: (a: T, b: T) => boolean): Edit[] {
  const width = after.length + 1;
  const common = new Array<number>((before.length + 1) * width).fill(0);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i * width + j] = same(before[i] as T, after[j] as T) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const edits: Edit[] = [];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    if (i < before.length && j < after.length && same(before[i] as T, after[j] as T)) {
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1))) edits.push({ change: "remove", index: i++ });
    else edits.push({ change: "insert", index: j++ });
  }
  return edits;
}

/**
 * Pulumi's progress for a log: one line for each resource that changed, when it is done. It prints a line for everything that begins
 * too, and for everything that stays as it is.
 */
export function isWorthShowing(line: string): boolean {
  const text = line.trimEnd();
  const begins =
    / (creating|updating|deleting|reading|refresh|refreshing|replaced|creating replacement|deleting original)( \([\d.]+s\))?( \[diff: .*\])?$/;
  const same = /^ {4}\S+:\S+:\S+ \S+$/;
  return !begins.test(text) && !same.test(text);
}

/**
 * Whether to print a line of Pulumi's progress to a log. Each changed resource gets one line, when it is done. Lines
 * for resources that start or do not change are omitted.
 */
export function isWorthShowing(line: string): boolean {
  const text = line.trimEnd();
  const starting = new RegExp(
    " (creating|updating|deleting|reading|refresh|refreshing|replaced|creating replacement|deleting original)" +
      String.raw`( \([\d.]+s\))?( \[diff: .*\])?$`,
  );
  const unchanged = /^ {4}\S+:\S+:\S+ \S+$/;
  return !starting.test(text) && !unchanged.test(text);
}

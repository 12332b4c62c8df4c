import type { FileChange } from "./schema";

/** Files whose text differs, with the lines that only one side has. Those that are new or gone belong to a service that is. */
export function fileChanges(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): FileChange[] {
  return Object.entries(after).flatMap(([name, text]) => {
    const old = before[name];
    return old === undefined || old === text
      ? []
      : [{ name, removed: linesBeside(old, text), added: linesBeside(text, old) }];
  });
}

function linesBeside(text: string, other: string): string[] {
  const lines = new Set(other.split("\n"));
  return text.split("\n").filter((line) => !lines.has(line));
}

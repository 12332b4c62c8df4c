/** Replaces a text that a file contains exactly once. @throws Error if it occurs more or less often */
export function replaceOnce(file: string, text: string, from: string, to: string): string {
  const count = text.split(from).length - 1;
  if (count !== 1) throw new Error(`${file} contains ${JSON.stringify(from)} ${count} times instead of once`);
  return text.replace(from, () => to);
}

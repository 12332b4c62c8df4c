/** A file's text with an edit: of what it has exactly once. @throws Error where it does not */
export function replaceOnce(file: string, text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`${file} does not have exactly one ${JSON.stringify(from)}`);
  return text.replace(from, () => to);
}

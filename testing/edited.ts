/** The text of a file with a replacement of a text that occurs once. @throws Error if it does not occur exactly once */
export function edited(file: string, text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`${file} does not have exactly one ${JSON.stringify(from)}`);
  return text.replace(from, () => to);
}

/** `a`, `a and b`, `a, b and c`. Of more than five names, the first three and the number of the others. */
export function listOf(names: readonly string[]): string {
  const shown = names.length > 5 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.length < 2 ? (shown[0] ?? "none") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** `1 task`, `2 tasks`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** `cache-1 to cache-10` if the names are numbered without a gap, otherwise a list of them. */
export const seriesOf = (names: readonly string[]): string =>
  isSeries(names) ? `${names[0]} to ${names.at(-1)}` : listOf(names);

/** Whether there are three or more names, numbered without a gap. */
export function isSeries(names: readonly string[]): boolean {
  const numbers = names.map((name) => /^(.*-)(\d+)$/.exec(name));
  const [first] = numbers;
  return (
    names.length > 2 &&
    numbers.every(
      (match, index) => match !== null && match[1] === first?.[1] && Number(match[2]) === Number(first?.[2]) + index,
    )
  );
}

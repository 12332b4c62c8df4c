/** The queue, and the exchange that the application publishes to. */
export const jobs = "jobs";
export const deadLetters = "jobs.dead";
export const childName = (child: string): string => `${jobs}+${child}`;

/** A regular expression of these names, and no other. */
export function exactly(...names: readonly string[]): string {
  const escaped = names.map((one) => one.replace(/[.+]/g, "\\$&"));
  return escaped.length === 1 ? `^${escaped[0]}$` : `^(${escaped.join("|")})$`;
}

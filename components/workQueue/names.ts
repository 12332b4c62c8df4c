/** The queue of jobs, and the exchange to which the application publishes. */
export const jobs = "jobs";
export const deadLetters = "jobs.dead";
export const childName = (child: string): string => `${jobs}+${child}`;

/** A regular expression that matches exactly these names. */
export function exactly(...names: readonly string[]): string {
  const escaped = names.map((one) => one.replace(/[.+]/g, "\\$&"));
  return escaped.length === 1 ? `^${escaped[0]}$` : `^(${escaped.join("|")})$`;
}

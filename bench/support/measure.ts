import { run, type Where } from "../../testing/run";

/** Runs a command to its end and returns the seconds that it took. @throws Error with what it printed where it fails. */
export async function timed(command: string, args: readonly string[], where: Where): Promise<number> {
  const { code, output, seconds } = await run(command, args, where);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output.slice(-4_000)}`);
  return seconds;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

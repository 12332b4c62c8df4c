import type { DesiredBackups } from "../../contracts/desiredBackups";
import type { Backup } from "./info";

/** The type of backup that is due, if any. Times are seconds since 1970. */
export function due(
  { fullEvery, differentialEvery }: DesiredBackups,
  backups: readonly Backup[],
  now: number,
): Backup["type"] | undefined {
  const last = (all: readonly Backup[]) => Math.max(-Infinity, ...all.map(({ start }) => start));
  if (now - last(backups.filter(({ type }) => type === "full")) >= fullEvery) return "full";
  return now - last(backups) >= differentialEvery ? "differential" : undefined;
}

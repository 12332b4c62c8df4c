import type { DeadLetter } from "../../contracts/deadLetters";
import { table } from "../../lib/table";

/** A table of dead letters, oldest first. */
export function deadLettersText(
  letters: readonly DeadLetter[],
  { waiting, job }: { waiting: number; job: string | undefined },
): string {
  if (letters.length === 0) return job === undefined ? "There are no dead letters." : noneOf(job);
  const sorted = [...letters].sort((a, b) => (a.at ?? "").localeCompare(b.at ?? ""));
  const rows = sorted.map(({ job: name = "-", task = "-", reason, deaths, replays, at, from = "-" }) => [
    name,
    task,
    reason,
    from,
    String(deaths),
    String(replays),
    at === undefined ? "-" : at.replace("T", " ").replace(".000Z", " UTC"),
  ]);
  const more =
    job === undefined && letters.length < waiting
      ? [`\n${letters.length} of ${waiting} dead letters; --limit N shows more.`]
      : [];
  return [table([["JOB", "TASK", "REASON", "FROM", "DEATHS", "REPLAYS", "DIED"], ...rows]), ...more].join("\n");
}

/** The result of a replay. */
export function replayText({
  waiting,
  replayed,
  full,
  job,
}: {
  waiting: number;
  replayed: number;
  full: boolean;
  job: string | undefined;
}): string {
  const returned = `${counted(replayed)} returned to the queue`;
  if (full)
    return `${returned}, which is now full. The others remain dead letters; replay them when the queue has drained.`;
  if (replayed === 0) return job === undefined ? "There are no dead letters to replay." : noneOf(job);
  return job === undefined && replayed < waiting ? `${returned}; ${waiting - replayed} remain.` : `${returned}.`;
}

const noneOf = (job: string) => `No dead letter for job ${job}.`;
const counted = (count: number) => `${count} dead ${count === 1 ? "letter" : "letters"}`;

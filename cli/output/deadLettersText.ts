import type { DeadLetter } from "../../contracts/deadLetters";
import { table } from "../../lib/table";

/** Dead letters as a table, those that died first at the top. */
export function deadLettersText(
  letters: readonly DeadLetter[],
  { waiting, job }: { waiting: number; job: string },
): string {
  if (letters.length === 0) return job === "" ? "There are no dead letters." : noneOf(job, waiting);
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
    job === "" && letters.length < waiting
      ? [`\n${letters.length} of ${waiting} dead letters; --limit N shows more.`]
      : [];
  return [table([["JOB", "TASK", "REASON", "FROM", "DEATHS", "REPLAYS", "DIED"], ...rows]), ...more].join("\n");
}

/** What became of a replay. */
export function replayText({
  waiting,
  replayed,
  full,
  job,
}: {
  waiting: number;
  replayed: number;
  full: boolean;
  job: string;
}): string {
  const back = `${counted(replayed)} ${replayed === 1 ? "is" : "are"} back in the queue`;
  if (full)
    return `${back}; then it was full, and no more were taken. The rest is still there: replay it when the queue has drained.`;
  if (replayed === 0) return job === "" ? "There are no dead letters to replay." : noneOf(job, waiting);
  return job === "" && replayed < waiting ? `${back}; ${waiting - replayed} more are there.` : `${back}.`;
}

const noneOf = (job: string, waiting: number) => `None of ${counted(waiting)} is of the job ${job}.`;
const counted = (count: number) => `${count} dead ${count === 1 ? "letter" : "letters"}`;

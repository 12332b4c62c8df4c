import { operatorSecret } from "../../components/workQueue/operator";
import { type DeadLetter, type DeadLettersRequest, deadLettersLine } from "../../contracts/deadLetters";
import { operatorAccessPath, programPath } from "../../contracts/reconcilerFiles";
import { Problem } from "../../lib/problem";
import { readStackConfig } from "../../lib/stackConfig";
import { requireEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import { UsageError } from "../arguments";
import { latestSecret } from "../docker/secrets";
import { readStack } from "../docker/swarm";
import { runSwarmJob } from "../docker/swarmJob";
import { deadLettersText, replayText } from "../output/deadLettersText";

export interface DeadLettersOptions {
  readonly stack: string;
  /** Only those of this job; all if empty. */
  readonly job: string;
  /** How many at most, as it was written; empty for the default. */
  readonly limit: string;
  readonly replay: boolean;
  readonly json: boolean;
}

/** Dead letters that are shown unless a limit is given. A replay has none. */
const shown = 100;

/** A replay takes 2 ms for each, measured; 100,000 of them 4 min. */
const patience = 60 * 60_000;

/** @returns 1 if a job that was asked for is not there, or if the queue was full before all were back in it; else 0. */
export async function deadLetters({ stack, job, limit, replay, json }: DeadLettersOptions): Promise<number> {
  const most = limit === "" ? (replay ? Number.MAX_SAFE_INTEGER : shown) : wholeNumber(limit);
  const { docker, host } = await requireEngine(engineHost(readStackConfig(stack).dockerHost));
  const { services } = await readStack(docker, stack);
  if (services.length === 0)
    throw new Problem(`nothing of ${stack} runs on the engine at ${host}; npm run up brings it up.`);

  const wanted: DeadLettersRequest = { limit: most, replay, ...(job === "" ? {} : { job }) };
  const secret = { ...(await latestSecret(docker, stack, operatorSecret)), path: operatorAccessPath };
  const args = [programPath("deadLetters"), JSON.stringify(wanted)];
  const lines = await runSwarmJob(docker, {
    stack,
    services,
    what: "dead-letters",
    args,
    networks: ["queue"],
    secrets: [secret],
    patience,
  });
  const { letters, end } = understood(lines ?? []);

  const replayed = end.replayed ?? 0;
  if (json)
    console.log(
      JSON.stringify(
        replay ? { stack, waiting: end.waiting, replayed, full: end.full } : { stack, waiting: end.waiting, letters },
        undefined,
        2,
      ),
    );
  else
    console.log(
      replay
        ? replayText({ ...end, replayed, full: end.full ?? false, job })
        : deadLettersText(letters, { waiting: end.waiting, job }),
    );
  const missing = job !== "" && letters.length === 0 && replayed === 0;
  return missing || end.full === true ? 1 : 0;
}

function understood(lines: readonly string[]) {
  const all = lines.filter((line) => line.startsWith("{")).map((line) => deadLettersLine.parse(JSON.parse(line)));
  const letters: DeadLetter[] = all.flatMap((one) => ("letter" in one ? [one.letter] : []));
  for (const one of all) if ("problem" in one) throw new Problem(`the dead letters cannot be read: ${one.problem}`);
  const end = all.flatMap((one) => ("end" in one ? [one.end] : []))[0];
  if (end === undefined) throw new Error(`the dead letters were not read to the end: ${lines.slice(-3).join("; ")}`);
  return { letters, end };
}

function wholeNumber(limit: string): number {
  const number = Number(limit);
  if (!/^\d+$/.test(limit) || number < 1 || !Number.isSafeInteger(number))
    throw new UsageError(`--limit is ${limit}; use a whole number from 1.`);
  return number;
}

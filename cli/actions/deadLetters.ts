import { operatorSecret } from "../../components/workQueue/operator";
import { type DeadLetter, type DeadLettersRequest, deadLettersLine } from "../../contracts/deadLetters";
import { operatorAccessPath, programPath } from "../../contracts/reconcilerFiles";
import { Problem } from "../../lib/problem";
import { readStackConfig } from "../../lib/stackConfig";
import { requireEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import { latestSecret } from "../docker/secrets";
import { notRunning, readStack } from "../docker/swarm";
import { runSwarmJob } from "../docker/swarmJob";
import { deadLettersText, replayText } from "../output/deadLettersText";
import { UsageError } from "../usageError";

export interface DeadLettersOptions {
  readonly stack: string;
  /** Only the dead letters of this job. @default all */
  readonly job: string | undefined;
  /** Maximum number, as entered. @default 100, or all for a replay */
  readonly limit: string | undefined;
  readonly replay: boolean;
  readonly json: boolean;
}

const defaultLimit = 100;

/** A replay takes about 2 ms for each dead letter (measured), or 4 min for 100,000. */
const timeout = 60 * 60_000;

/** @returns 1 if the requested job has no dead letter, or if the queue became full before all were returned; else 0 */
export async function deadLetters({ stack, job, limit, replay, json }: DeadLettersOptions): Promise<number> {
  const maximum = limit === undefined ? (replay ? Number.MAX_SAFE_INTEGER : defaultLimit) : wholeNumber(limit);
  const { docker, host } = await requireEngine(engineHost(readStackConfig(stack).dockerHost));
  const { services } = await readStack(docker, stack);
  if (services.length === 0) throw new Problem(notRunning(stack, host));

  const request: DeadLettersRequest = { limit: maximum, replay, ...(job === undefined ? {} : { job }) };
  const secret = { ...(await latestSecret(docker, stack, operatorSecret)), path: operatorAccessPath };
  const args = [programPath("deadLetters"), JSON.stringify(request)];
  const lines = await runSwarmJob(docker, {
    stack,
    services,
    name: "dead-letters",
    args,
    networks: ["queue"],
    secrets: [secret],
    timeout,
  });
  const { letters, end } = parseOutput(lines ?? []);

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
  const missing = job !== undefined && letters.length === 0 && replayed === 0;
  return missing || end.full === true ? 1 : 0;
}

function parseOutput(lines: readonly string[]) {
  const all = lines.filter((line) => line.startsWith("{")).map((line) => deadLettersLine.parse(JSON.parse(line)));
  const letters: DeadLetter[] = all.flatMap((one) => ("letter" in one ? [one.letter] : []));
  for (const one of all) if ("problem" in one) throw new Problem(`the dead letters cannot be read: ${one.problem}`);
  const end = all.flatMap((one) => ("end" in one ? [one.end] : []))[0];
  if (end === undefined) throw new Error(`the list of dead letters is incomplete: ${lines.slice(-3).join("; ")}`);
  return { letters, end };
}

function wholeNumber(limit: string): number {
  const number = Number(limit);
  if (!/^\d+$/.test(limit) || number < 1 || !Number.isSafeInteger(number))
    throw new UsageError(`--limit is ${limit}; use a whole number of 1 or more.`);
  return number;
}

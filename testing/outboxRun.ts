import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { eventually } from "./checkers/eventually";
import { percentile } from "./checkers/statistics";
import { type LoadResponse, startLoad } from "./load/openLoop";
import { containersOf, runInTask } from "./swarm/tasks";

const exec = promisify(execFile);

export interface OutboxRun {
  readonly url: string;
  readonly stack: string;
  /** Edits in all, and per second. */
  readonly edits: number;
  readonly rate: number;
  /** How long the broker is away in one piece. It is also killed three times. */
  readonly awaySeconds: number;
  /** Time limit for the queue to drain after the last edit, in seconds. */
  readonly drainSeconds: number;
}

export interface OutboxResult {
  readonly accepted: number;
  /** Edits that were refused because of the broker or the outbox. */
  readonly refused: number;
  /** Edits that failed for any other reason, by reason. They were repeated with their Idempotency-Key. */
  readonly failures: ReadonlyMap<string, number>;
  /** Accepted edits without an effect, and effects that were counted more than once. */
  readonly lost: number;
  readonly doubled: number;
  /** Rows of the outbox when the broker came back. */
  readonly waiting: number;
  /** Seconds from the last edit to the last effect. */
  readonly drained: number;
  /** Milliseconds of an edit, over the whole run and while the broker was away. */
  readonly p99: number;
  readonly p99Away: number;
}

const [broker, relay, workers] = ["queue-app-1", "outbox-relay", "workers"];

/** What is killed once a share of the edits has been sent. While the broker is away, a relay and a worker are killed. */
const steps = [
  [0.05, relay],
  [0.1, broker],
  [0.2, workers],
  [0.3, "away"],
  [0.75, broker],
  [0.8, relay],
  [0.85, workers],
  [0.9, broker],
] as const;

/** Sends edits while the broker is away once, and while relay, broker and workers are killed three times each. */
export async function runOutbox({
  url,
  stack,
  edits,
  rate,
  awaySeconds,
  drainSeconds,
}: OutboxRun): Promise<OutboxResult> {
  const sql = sqlOf(stack);
  const run = `ob-${randomUUID().slice(0, 6)}`;
  const request = (n: number) => ({
    method: "POST",
    path: `/p/${run}-${n % 200}`,
    headers: { "content-type": "application/json", "idempotency-key": `${run}-${n}` },
    body: JSON.stringify({ body: `Edit ${n}` }),
  });
  const responses: LoadResponse[] = [];
  const load = startLoad({
    url,
    rate,
    connections: 128,
    request,
    observe: (response) => responses.push(response),
    timeout: 15_000,
  });
  let [waiting, from, to] = [0, 0, 0];
  for (const [share, step] of steps) {
    while (load.sent() < share * edits) await pause(20);
    if (step !== "away") {
      await kill(stack, step);
      continue;
    }
    from = performance.now();
    await scale(stack, broker, 0);
    await pause((awaySeconds / 3) * 1_000);
    await kill(stack, relay);
    await pause((awaySeconds / 3) * 1_000);
    await kill(stack, workers);
    await pause(Math.max(0, from + awaySeconds * 1_000 - performance.now()));
    waiting = Number(await sql("SELECT count(*) FROM pages_outbox"));
    to = performance.now();
    await scale(stack, broker, 1);
  }
  while (load.sent() < edits) await pause(20);
  await load.stop();
  const ended = performance.now();

  const jobs = new Set<string>();
  const again: number[] = [];
  const failures = new Map<string, number>();
  let refused = 0;
  for (const { n, status, body } of responses) {
    if (status === 200 || status === 201) jobs.add(jobOf(body));
    else {
      again.push(n);
      if (status === 503 && /queue|outbox/.test(body)) refused++;
      else {
        const reason = `${status} ${body.trim().slice(0, 100)}`;
        failures.set(reason, (failures.get(reason) ?? 0) + 1);
      }
    }
  }
  for (const n of again) jobs.add(await repeated(url, request(n)));

  const edited = `FROM pages_edit WHERE key LIKE '${run}-%'`;
  await eventually(async () => {
    const left = await sql(
      `SELECT count(*) ${edited} AND NOT EXISTS (SELECT FROM pages_effect WHERE pages_effect.job = pages_edit.job)`,
    );
    if (left !== "0") {
      await pause(1_000);
      throw new Error(`${left} edits have had no effect`);
    }
  }, drainSeconds * 1_000).catch((error: unknown) => console.error(String(error)));
  const drained = (performance.now() - ended) / 1_000;
  // Copies of a job that were published twice are behind the last job: they must have no effect either.
  await pause(3_000);

  const effects = (await sql(`SELECT job FROM pages_effect WHERE slug LIKE '${run}-%'`)).split("\n");
  const done = new Set(effects);
  const counted = Number(await sql(`SELECT sum(edits) FROM pages_activity WHERE slug LIKE '${run}-%'`));
  const latency = (some: readonly LoadResponse[]) =>
    percentile(
      some.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b),
      0.99,
    );
  return {
    accepted: jobs.size,
    refused,
    failures,
    lost: [...jobs].filter((job) => !done.has(job)).length,
    doubled: counted - done.size + (Number(await sql(`SELECT count(*) ${edited}`)) - jobs.size),
    waiting,
    drained,
    p99: latency(responses),
    p99Away: latency(responses.filter(({ sentAt }) => sentAt >= from && sentAt < to)),
  };
}

const jobOf = (body: string): string => (JSON.parse(body) as { job: string }).job;

/** Sends an edit until it is accepted: it has an Idempotency-Key. */
async function repeated(
  url: string,
  { method, path, headers, body }: { method: string; path: string; headers: Record<string, string>; body: string },
): Promise<string> {
  let job = "";
  await eventually(async () => {
    const response = await fetch(new URL(path, url), { method, headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`);
    job = jobOf(text);
  }, 60_000);
  return job;
}

/** Sets the number of tasks of a service, until the next `npm run up`. Returns before the engine has done so. */
export async function scale(stack: string, service: string, tasks: number): Promise<void> {
  await exec("docker", ["service", "scale", "--detach", `${stack}_${service}=${tasks}`]);
}

/** Ends a running task of a service with SIGKILL; waits for one if there is none. */
const kill = (stack: string, service: string) =>
  eventually(async () => {
    const [container] = await containersOf(stack, service);
    if (container === undefined) throw new Error(`${service} has no running task`);
    await exec("docker", ["kill", "--signal", "KILL", container]);
  }, 60_000);

/** Runs SQL on the content database, without the pooler. */
const sqlOf = (stack: string) => async (statement: string) => {
  const psql = ["psql", "-h", "/run/postgresql", "-d", "content", "-Atc", statement];
  return (await runInTask(stack, "content-db-1", psql)).trim();
};

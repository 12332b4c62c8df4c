import type { ApplicationPlan } from "../application/plan";
import type { Problems } from "../declaration/problems";
import { bytes, type Duration, milliseconds, type Size, seconds } from "../declaration/units";
import type { SystemPlan } from "../swarm/plan";
import type { WorkerPoolSpec } from "./spec";

export interface WorkerPoolPlan extends SystemPlan {
  /** Jobs that all workers process at a time. */
  readonly concurrency: number;
  /** Largest number of jobs that all workers hold unacknowledged. */
  readonly unacknowledged: number;
  /** Largest number of connections of all workers to the pooler of one database for writes; as many again for reads. */
  readonly databaseConnections: number;
  /** Time after which a job is killed. The queue's ack timeout must be longer. */
  readonly hardTimeLimit: Duration;
}

/** Seconds for a job to clean up after its time limit, before its process is killed. */
const cleanup = 5;

/** Seconds for a returned job to reach the queue, before the queue itself redelivers it. */
const returnTime = 5;

/** Port of a worker's metrics. */
const metricsPort = 9_101;

export interface WorkerPoolLinks {
  readonly application: ApplicationPlan;
  /** How long the queue waits for the acknowledgement of a job. */
  readonly ackTimeout: Duration;
  /** Whether no worker runs. Everything else is planned as if workers ran. @default false */
  readonly paused?: boolean;
}

export function planWorkerPool(
  args: WorkerPoolSpec,
  { application, ackTimeout, paused = false }: WorkerPoolLinks,
  problems: Problems,
): WorkerPoolPlan {
  const { instances, concurrency, prefetch, timeLimit, flow } = args;
  const memory = args.memory ?? leastMemory(concurrency);
  problems.when(
    bytes(memory) < bytes(leastMemory(concurrency)),
    `workers.memory is "${memory}", too little for ${concurrency} jobs at a time; use ` +
      `"${leastMemory(concurrency)}" or more, or a lower concurrency.`,
  );
  if (flow !== undefined) {
    problems.when(
      flow.floor > flow.ceiling,
      `workers.flow.floor is ${flow.floor}, above the ceiling of ${flow.ceiling}; lower the floor or raise the ` +
        "ceiling.",
    );
  }
  const attempt = milliseconds(timeLimit) / 1_000;
  // A process runs its prefetched jobs one after another, while the queue's timeout of each starts at its delivery. A
  // job that waits for a database is returned only at the end of its limit.
  const hard = Math.floor(seconds(ackTimeout) / prefetch) - returnTime;
  const soft = hard - cleanup;
  problems.when(
    soft <= attempt,
    `queue.ackTimeout is "${ackTimeout}", too short for the ${prefetch} jobs (workers.prefetch) that a process ` +
      `holds, with workers.timeLimit of "${timeLimit}" each; use ` +
      `"${prefetch * (Math.ceil(attempt) + cleanup + returnTime + 1)} s" or more, a shorter timeLimit, or a lower ` +
      "prefetch.",
  );
  if (flow !== undefined) {
    const wait = concurrency / flow.floor;
    problems.when(
      soft > attempt && wait + attempt > soft,
      `workers.flow.floor is ${flow.floor}: at that rate, a job waits up to ${Math.ceil(wait)} s for ` +
        `${concurrency} jobs at a time (workers.concurrency) and runs up to "${timeLimit}", but queue.ackTimeout ` +
        `("${ackTimeout}") leaves ${soft} s; raise the floor or the ackTimeout, or lower the concurrency.`,
    );
  }
  const config = "worker.json";
  return {
    configs: [
      {
        name: config,
        content: `${JSON.stringify(
          {
            concurrency,
            prefetch,
            attemptLimit: attempt,
            softTimeLimit: soft,
            timeLimit: hard,
            metricsPort,
            ...(flow === undefined
              ? {}
              : {
                  flow: {
                    floor: flow.floor,
                    ceiling: flow.ceiling,
                    writesPerJob: flow.writesPerJob,
                    commitLatency: milliseconds(flow.commitLatency) / 1_000,
                  },
                }),
          },
          null,
          2,
        )}\n`,
      },
    ],
    secrets: [],
    services: [
      {
        name: "workers",
        image: "app",
        args: ["worker"],
        hostname: "workers-{{.Task.Slot}}",
        // A process runs one job at a time.
        env: { APTURE_DATABASE_CONNECTIONS: "1", APTURE_QUEUE_CONNECTIONS: "1" },
        replicas: paused ? 0 : instances,
        placement: { role: "worker" },
        networks: application.networks,
        configs: [...application.mounts.workers.configs, { from: config, path: "/etc/apture/worker.json" }],
        secrets: application.mounts.workers.secrets,
        tmpfs: { "/tmp": "16 MiB", "/dev/shm": "16 MiB" },
        memory,
        ...(args.cpus === undefined ? {} : { cpus: args.cpus }),
        health: { timeout: "2 s", retries: 3, startPeriod: "2 min" },
        update: { order: "start-first" },
        // A stop waits for the attempts in progress, and does not start prefetched jobs.
        stopGrace: args.stopGrace ?? `${Math.ceil(attempt) + cleanup + 10} s`,
        ...(paused
          ? {}
          : { probe: { kind: "worker", network: "queue", url: `http://workers:${metricsPort}/metrics` } }),
      },
    ],
    concurrency: instances * concurrency,
    unacknowledged: instances * concurrency * prefetch,
    databaseConnections: instances * concurrency,
    hardTimeLimit: `${hard} s`,
  };
}

/** Memory of a worker: the process pool itself, and each process. */
function leastMemory(concurrency: number): Size {
  return `${Math.max(128, 96 + 32 * concurrency)} MiB`;
}

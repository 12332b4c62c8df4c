import type { ApplicationPlan } from "../application/plan";
import type { Problems } from "../declaration/problems";
import { bytes, type Duration, milliseconds, type Size, seconds } from "../declaration/units";
import type { SystemPlan } from "../swarm/plan";
import type { WorkerPoolSpec } from "./spec";

export interface WorkerPoolPlan extends SystemPlan {
  /** Jobs that all workers do at a time. */
  readonly concurrency: number;
  /** Jobs that all workers hold without having acknowledged them. */
  readonly unacknowledged: number;
  /** Most connections to the pooler of one database that all workers hold, for writing; as many again for reading. */
  readonly databaseConnections: number;
  /** When a job is killed at the latest: the queue's ack timeout must be longer. */
  readonly hardTimeLimit: Duration;
}

/** Seconds for a job to put things back after its limit, before its process is killed. */
const clearingUp = 5;

/** Seconds that a job which is given back may take to reach the queue, before that takes it away by itself. */
const returning = 5;

/** Where a worker tells its state, in Prometheus' format. */
const metricsPort = 9_101;

export interface WorkerPoolLinks {
  readonly application: ApplicationPlan;
  /** How long the queue lets a worker keep a job without an acknowledgement. */
  readonly ackTimeout: Duration;
  /** No worker runs, and everything else is planned as if they did. @default false */
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
    `workers.memory is "${memory}", too little for ${concurrency} jobs at a time; use "${leastMemory(concurrency)}" or more, or a lower concurrency.`,
  );
  if (flow !== undefined) {
    problems.when(
      flow.floor > flow.ceiling,
      `workers.flow.floor is ${flow.floor}, above its ceiling of ${flow.ceiling}; lower the floor or raise the ceiling.`,
    );
  }
  const attempt = milliseconds(timeLimit) / 1_000;
  // The jobs that a process holds are done one after another, and the queue counts from the delivery of each. Whoever waits for a
  // database gives its job back only when that time is over.
  const hard = Math.floor(seconds(ackTimeout) / prefetch) - returning;
  const soft = hard - clearingUp;
  problems.when(
    soft <= attempt,
    `queue.ackTimeout is "${ackTimeout}", too short for jobs of workers.timeLimit ("${timeLimit}"), of which a process holds ${prefetch} (workers.prefetch) at a time; use "${prefetch * (Math.ceil(attempt) + clearingUp + returning + 1)} s" or more, a shorter timeLimit, or a lower prefetch.`,
  );
  if (flow !== undefined) {
    const turn = concurrency / flow.floor;
    problems.when(
      soft > attempt && turn + attempt > soft,
      `workers.flow.floor is ${flow.floor}: at that rate ${concurrency} jobs at a time (workers.concurrency) take ${Math.ceil(turn)} s for a turn, and ${soft} s are left of queue.ackTimeout ("${ackTimeout}"), timeLimit ("${timeLimit}") included; raise the floor or the ackTimeout, or lower the concurrency.`,
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
        // A process does one job at a time.
        env: { APTURE_DATABASE_CONNECTIONS: "1", APTURE_QUEUE_CONNECTIONS: "1" },
        replicas: paused ? 0 : instances,
        placement: { role: "worker" },
        networks: application.networks,
        configs: [...application.mounts.configs, { from: config, path: "/etc/apture/worker.json" }],
        secrets: application.mounts.secrets,
        tmpfs: { "/tmp": "16 MiB", "/dev/shm": "16 MiB" },
        memory,
        ...(args.cpus === undefined ? {} : { cpus: args.cpus }),
        health: { timeout: "2 s", retries: 3, startPeriod: "2 min" },
        update: { order: "start-first" },
        // A stop waits for the attempts at hand, and for nothing that has not begun; only then may the engine kill.
        stopGrace: args.stopGrace ?? `${Math.ceil(attempt) + clearingUp + 10} s`,
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

function leastMemory(concurrency: number): Size {
  return `${Math.max(128, 96 + 32 * concurrency)} MiB`;
}

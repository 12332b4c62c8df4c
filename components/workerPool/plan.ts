import type { ApplicationPlan } from "../application/plan";
import type { Problems } from "../plan/problems";
import { bytes, type Duration, milliseconds, seconds, type Size } from "../plan/units";
import type { SystemPlan } from "../swarm/plan";
import type { WorkerPool } from "./declaration";

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

/** Time for a job to put things back after its limit, before its process is killed. */
const clearingUp = 5;

export function planWorkerPool(args: WorkerPool, application: ApplicationPlan, problems: Problems): WorkerPoolPlan {
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
  const soft = seconds(timeLimit);
  const hard = soft + clearingUp;
  const config = "worker.json";
  return {
    configs: [
      {
        name: config,
        content: `${JSON.stringify(
          {
            concurrency,
            prefetch,
            softTimeLimit: soft,
            timeLimit: hard,
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
        replicas: instances,
        placement: { role: "worker" },
        networks: application.networks,
        configs: [...application.mounts.configs, { from: config, path: "/etc/apture/worker.json" }],
        secrets: application.mounts.secrets,
        tmpfs: { "/tmp": "16 MiB", "/dev/shm": "16 MiB" },
        memory,
        ...(args.cpus === undefined ? {} : { cpus: args.cpus }),
        health: { interval: "3 s", timeout: "2 s", retries: 3, startPeriod: "2 min" },
        update: { order: "start-first" },
        // A stop waits for the jobs at hand; only then may the engine kill.
        stopGrace: `${hard + 10} s`,
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

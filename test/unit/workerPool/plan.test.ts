import * as fc from "fast-check";
import { Problems } from "../../../components/declaration/problems";
import { read } from "../../../components/declaration/read";
import { type Duration, seconds } from "../../../components/declaration/units";
import { planWorkerPool } from "../../../components/workerPool/plan";
import { type WorkerPoolDeclaration, workerPoolSchema } from "../../../components/workerPool/spec";
import { planned } from "../../../testing/fixtures/application";

function plan(args: WorkerPoolDeclaration, ackTimeout: Duration = "5 min") {
  const problems = new Problems();
  return {
    plan: planWorkerPool(workerPoolSchema.parse(args), { application: planned().plan, ackTimeout }, problems),
    problems: problems.all,
  };
}

const settings = (args: WorkerPoolDeclaration) => JSON.parse(plan(args).plan.configs[0]?.content ?? "");

test("plans one service of workers with the application's settings and its own", () => {
  const { plan: made, problems } = plan({ instances: 4, concurrency: 8, prefetch: 2 });
  expect(problems).toEqual([]);
  expect(made.services).toHaveLength(1);
  expect(made.services[0]).toMatchObject({
    name: "workers",
    image: "app",
    args: ["worker"],
    hostname: "workers-{{.Task.Slot}}",
    replicas: 4,
    placement: { role: "worker" },
    networks: ["cache", "queue", "content-pool", "views-pool"],
    memory: "352 MiB",
    stopGrace: "45 s",
    probe: { kind: "worker", network: "queue", url: "http://workers:9101/metrics" },
  });
  expect(made).toMatchObject({ concurrency: 32, unacknowledged: 64, databaseConnections: 32, hardTimeLimit: "145 s" });
  expect(settings({ instances: 4, concurrency: 8, prefetch: 2 })).toEqual({
    concurrency: 8,
    prefetch: 2,
    attemptLimit: 30,
    softTimeLimit: 140,
    timeLimit: 145,
    metricsPort: 9_101,
  });
});

test("paused workers have no replicas and no probe, and everything else is unchanged", () => {
  const links = { application: planned().plan, ackTimeout: "5 min" } as const;
  const args = workerPoolSchema.parse({ instances: 4, concurrency: 8 });
  const [running, paused] = [false, true].map((one) => planWorkerPool(args, { ...links, paused: one }, new Problems()));
  const { probe: _, ...service } = running?.services[0] ?? {};
  expect(paused).toEqual({ ...running, services: [{ ...service, replicas: 0 }] });
});

test("the worker's file contains flow control in seconds", () => {
  const flow = { floor: 5, ceiling: 300, writesPerJob: 2, commitLatency: "12 ms" } as const;
  expect(settings({ instances: 1, concurrency: 1, flow }).flow).toEqual({
    floor: 5,
    ceiling: 300,
    writesPerJob: 2,
    commitLatency: 0.012,
  });
});

test("the worker's file does not depend on the number of workers", () => {
  expect(settings({ instances: 1, concurrency: 2 })).toEqual(settings({ instances: 9, concurrency: 2 }));
});

test("the stop grace exceeds the time limit of an attempt", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 3_600_000 }), (limit) => {
      const { plan: made, problems } = plan({ instances: 1, concurrency: 1, timeLimit: `${limit} ms` }, "2 h");
      expect(problems).toEqual([]);
      expect(seconds(made.services[0]?.stopGrace ?? "0 s") * 1_000).toBeGreaterThan(limit + 5_000);
    }),
  );
});

test("a process returns all prefetched jobs before the queue redelivers them", () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 7_200 }), fc.integer({ min: 1, max: 10 }), (timeout, prefetch) => {
      const { plan: made, problems } = plan(
        { instances: 1, concurrency: 1, prefetch, timeLimit: "1 s" },
        `${timeout} s`,
      );
      fc.pre(problems.length === 0);
      expect(seconds(made.hardTimeLimit) * prefetch).toBeLessThan(timeout);
    }),
  );
});

test("rejects an ack timeout shorter than the time limits of all prefetched jobs", () => {
  expect(plan({ instances: 1, concurrency: 1, prefetch: 4, timeLimit: "30 s" }, "1 min").problems).toEqual([
    'queue.ackTimeout is "1 min", too short for the 4 jobs (workers.prefetch) that a process holds, with workers.timeLimit of "30 s" each; use "164 s" or more, a shorter timeLimit, or a lower prefetch.',
  ]);
  expect(plan({ instances: 1, concurrency: 1, prefetch: 4, timeLimit: "30 s" }, "164 s").problems).toEqual([]);
});

test("rejects a floor at which a job would wait longer than the ack timeout", () => {
  const flow = { floor: 0.1, ceiling: 5, writesPerJob: 2, commitLatency: "12 ms" } as const;
  expect(plan({ instances: 1, concurrency: 32, flow }).problems).toEqual([
    'workers.flow.floor is 0.1: at that rate, a job waits up to 320 s for 32 jobs at a time (workers.concurrency) and runs up to "30 s", but queue.ackTimeout ("5 min") leaves 290 s; raise the floor or the ackTimeout, or lower the concurrency.',
  ]);
  expect(plan({ instances: 1, concurrency: 26, flow }).problems).toEqual([]);
});

test.each<[string, WorkerPoolDeclaration, string]>([
  [
    "too little memory",
    { instances: 1, concurrency: 16, memory: "512 MiB" },
    'workers.memory is "512 MiB", too little for 16 jobs at a time; use "608 MiB" or more, or a lower concurrency.',
  ],
  [
    "a floor above the ceiling",
    { instances: 1, concurrency: 1, flow: { floor: 50, ceiling: 5, writesPerJob: 2, commitLatency: "12 ms" } },
    "workers.flow.floor is 50, above the ceiling of 5; lower the floor or raise the ceiling.",
  ],
])("rejects %s", (_, args, text) => expect(plan(args).problems).toEqual([text]));

test.each<[unknown, string[]]>([
  [
    { instances: 0, concurrency: 129 },
    [
      "workers.instances is 0; use a whole number from 1 to 64.",
      "workers.concurrency is 129; use a whole number from 1 to 128.",
    ],
  ],
  [{ instances: 1, concurrency: 1, prefetch: 0 }, ["workers.prefetch is 0; use a whole number from 1 to 100."]],
  [
    { instances: 1, concurrency: 1, timeLimit: "2 h" },
    ['workers.timeLimit is "2 h"; use a duration from "1 s" to "1 h".'],
  ],
  [
    { instances: 1, concurrency: 1, flow: { floor: 0, ceiling: 1, writesPerJob: 1, commitLatency: "1 ms" } },
    ["workers.flow.floor is 0; use a number from 0.1 to 10,000."],
  ],
  [
    { instances: 1, concurrency: 1, flow: { floor: 1, ceiling: 1, writesPerJob: 0.5, commitLatency: "0 ms" } },
    [
      "workers.flow.writesPerJob is 0.5; use a whole number from 1 to 1,000.",
      'workers.flow.commitLatency is "0 ms"; use a duration from "1 ms" to "10 s".',
    ],
  ],
  [
    { instances: 1, concurrency: 1, autoscale: true },
    [
      "workers.autoscale is not a setting; use instances, concurrency, memory, cpus, prefetch, timeLimit, stopGrace or flow.",
    ],
  ],
])("rejects %j", (args, problems) => expect(read(workerPoolSchema, args, "workers")).toEqual({ problems }));

import * as fc from "fast-check";
import { Problems } from "../../../components/plan/problems";
import { read } from "../../../components/plan/schema";
import { seconds } from "../../../components/plan/units";
import { type WorkerPoolArgs, workerPoolSchema } from "../../../components/workerPool/declaration";
import { planWorkerPool } from "../../../components/workerPool/plan";
import { planned } from "../application/links";

function plan(args: WorkerPoolArgs) {
  const problems = new Problems();
  return { plan: planWorkerPool(workerPoolSchema.parse(args), planned().plan, problems), problems: problems.all };
}

const settings = (args: WorkerPoolArgs) => JSON.parse(plan(args).plan.configs[0]?.content ?? "");

test("one service of workers, with the application's settings and its own", () => {
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
  });
  expect(made).toMatchObject({ concurrency: 32, unacknowledged: 64, databaseConnections: 32, hardTimeLimit: "35 s" });
  expect(settings({ instances: 4, concurrency: 8, prefetch: 2 })).toEqual({
    concurrency: 8, prefetch: 2, softTimeLimit: 30, timeLimit: 35,
  });
});

test("flow control is handed to the worker, in seconds", () => {
  const flow = { floor: 5, ceiling: 300, writesPerJob: 2, commitLatency: "12 ms" } as const;
  expect(settings({ instances: 1, concurrency: 1, flow }).flow).toEqual({ floor: 5, ceiling: 300, writesPerJob: 2, commitLatency: 0.012 });
});

test("the number of workers is no business of a worker", () => {
  expect(settings({ instances: 1, concurrency: 2 })).toEqual(settings({ instances: 9, concurrency: 2 }));
});

test("the engine kills no worker before the last job's hard limit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 3_600_000 }), (limit) => {
      const { plan: made } = plan({ instances: 1, concurrency: 1, timeLimit: `${limit} ms` });
      expect(seconds(made.services[0]?.stopGrace ?? "0 s")).toBeGreaterThan(seconds(made.hardTimeLimit));
      expect(seconds(made.hardTimeLimit) * 1_000).toBeGreaterThan(limit);
    }),
  );
});

test.each<[string, WorkerPoolArgs, string]>([
  ["too little memory", { instances: 1, concurrency: 16, memory: "512 MiB" },
    'workers.memory is "512 MiB", too little for 16 jobs at a time; use "608 MiB" or more, or a lower concurrency.'],
  ["a floor above the ceiling",
    { instances: 1, concurrency: 1, flow: { floor: 50, ceiling: 5, writesPerJob: 2, commitLatency: "12 ms" } },
    "workers.flow.floor is 50, above its ceiling of 5; lower the floor or raise the ceiling."],
])("refuses %s", (_, args, text) => expect(plan(args).problems).toEqual([text]));

test.each<[unknown, string[]]>([
  [{ instances: 0, concurrency: 129 }, [
    "workers.instances is 0; use a whole number from 1 to 64.",
    "workers.concurrency is 129; use a whole number from 1 to 128.",
  ]],
  [{ instances: 1, concurrency: 1, prefetch: 0 }, ["workers.prefetch is 0; use a whole number from 1 to 100."]],
  [{ instances: 1, concurrency: 1, timeLimit: "2 h" }, ['workers.timeLimit is "2 h"; use a duration from "1 s" to "1 h".']],
  [{ instances: 1, concurrency: 1, flow: { floor: 0, ceiling: 1, writesPerJob: 1, commitLatency: "1 ms" } }, [
    "workers.flow.floor is 0; use a number from 0.1 to 10,000.",
  ]],
  [{ instances: 1, concurrency: 1, flow: { floor: 1, ceiling: 1, writesPerJob: 0.5, commitLatency: "0 ms" } }, [
    "workers.flow.writesPerJob is 0.5; use a whole number from 1 to 1,000.",
    'workers.flow.commitLatency is "0 ms"; use a duration from "1 ms" to "10 s".',
  ]],
  [{ instances: 1, concurrency: 1, autoscale: true }, [
    "workers.autoscale is not a setting; use instances, concurrency, memory, cpus, prefetch, timeLimit or flow.",
  ]],
])("refuses %j", (args, problems) => expect(read(workerPoolSchema, args, "workers")).toEqual({ problems }));

import * as fc from "fast-check";
import { planCachePool } from "../../../components/cachePool/plan";
import { cachePoolSchema } from "../../../components/cachePool/spec";
import { read } from "../../../components/declaration/read";
import { bytes, mebibytes } from "../../../components/declaration/units";

const plan = (instances: number, memory?: "64 MiB" | "2 GiB") =>
  planCachePool(cachePoolSchema.parse({ instances, memory }));

test("each server is a service with one task, so that it keeps its name and its keys", () => {
  const { services, servers } = plan(3, "64 MiB");
  expect(servers).toEqual(["cache-1:11211", "cache-2:11211", "cache-3:11211"]);
  expect(services.map(({ name, replicas, update }) => [name, replicas, update.order])).toEqual([
    ["cache-1", 1, "stop-first"],
    ["cache-2", 1, "stop-first"],
    ["cache-3", 1, "stop-first"],
  ]);
  expect(services[0]).toMatchObject({
    image: "memcached",
    args: ["--memory-limit=64", "--conn-limit=4096", "--threads=2"],
    placement: { role: "cache" },
    networks: ["cache"],
    memory: "119 MiB",
  });
});

test("growing the pool changes no existing server", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 63 }), (instances) => {
      expect(plan(instances + 1).services.slice(0, instances)).toEqual(plan(instances).services);
    }),
  );
});

test("a task has more memory than its items need", () => {
  fc.assert(
    fc.property(fc.integer({ min: 64, max: 262_144 }), (memory) => {
      const [service] = planCachePool({ instances: 1, memory: `${memory} MiB` }).services;
      expect(mebibytes(service?.memory ?? "0 MiB")).toBeGreaterThanOrEqual(memory * 1.1 + 48);
      expect(bytes(service?.memory ?? "0 MiB")).toBeLessThan((memory * 1.1 + 50) * 2 ** 20);
    }),
  );
});

test.each<[unknown, string[]]>([
  [{ instances: 0 }, ["cache.instances is 0; use a whole number from 1 to 64."]],
  [{ instances: 65 }, ["cache.instances is 65; use a whole number from 1 to 64."]],
  [
    { instances: 2.5, memory: "1 GB" },
    [
      "cache.instances is 2.5; use a whole number from 1 to 64.",
      'cache.memory is "1 GB"; use a size from "64 MiB" to "256 GiB".',
    ],
  ],
  [
    { memory: "32 MiB" },
    [
      "cache.instances is missing; use a whole number from 1 to 64.",
      'cache.memory is "32 MiB"; use a size from "64 MiB" to "256 GiB".',
    ],
  ],
  [{ instances: 1, instance: 1 }, ["cache.instance is not a setting; did you mean instances?"]],
])("rejects %j", (args, problems) => expect(read(cachePoolSchema, args, "cache")).toEqual({ problems }));

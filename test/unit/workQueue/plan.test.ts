import { Problems } from "../../../components/plan/problems";
import { type WorkQueueArgs, workQueueSchema } from "../../../components/workQueue/declaration";
import { limitsPolicy } from "../../../components/workQueue/desired";
import { planWorkQueue } from "../../../components/workQueue/plan";

const declared = (args: Partial<WorkQueueArgs> = {}) => workQueueSchema.parse({ brokers: ["mq-1"], ...args });
const plan = (args: Partial<WorkQueueArgs> = {}) => planWorkQueue(declared(args), new Problems());

test("limits are one policy, which changes live", () => {
  expect(limitsPolicy(declared({ maxItems: 1_000, maxBytes: "1 MiB", maxAge: "1 h", ackTimeout: "2 min", maxDeliveries: 3 }))).toEqual({
    name: "jobs",
    pattern: "^jobs$",
    priority: 10,
    definition: {
      "max-length": 1_000,
      "max-length-bytes": 1_048_576,
      overflow: "reject-publish",
      "message-ttl": 3_600_000,
      "consumer-timeout": 120_000,
      "delivery-limit": 3,
      "dead-letter-exchange": "",
      "dead-letter-routing-key": "jobs.dead",
      "dead-letter-strategy": "at-least-once",
    },
  });
});

test("dead letters are at-most-once where the oldest is dropped: RabbitMQ would not say so", () => {
  const { definition } = limitsPolicy(declared({ whenFull: "dropOldest" }));
  expect([definition["overflow"], definition["dead-letter-strategy"]]).toEqual(["drop-head", "at-most-once"]);
});

test("queues are of type quorum, and nothing but their type is in their arguments", () => {
  expect(plan().desired.queues).toEqual([
    { name: "jobs", arguments: { "x-queue-type": "quorum" } },
    { name: "jobs.dead", arguments: { "x-queue-type": "quorum" } },
  ]);
});

test("the application may publish and read, and can declare or delete nothing", () => {
  expect(plan().desired.users).toEqual([{ name: "app", configure: "^$", write: "^amq\\.default$", read: "^jobs$" }]);
});

test("each broker is pinned to its machine, keeps its data there, and knows the others", () => {
  const { services, configs, endpoint } = plan({ brokers: ["mq-1", "mq-2", "mq-3"] });
  const brokers = services.filter(({ image }) => image === "rabbitmq");
  expect(brokers.map(({ name, placement, volumes }) => [name, placement, volumes?.[0]?.name])).toEqual([
    ["queue-mq-1", { machine: "mq-1" }, "queue-mq-1-data"],
    ["queue-mq-2", { machine: "mq-2" }, "queue-mq-2-data"],
    ["queue-mq-3", { machine: "mq-3" }, "queue-mq-3-data"],
  ]);
  const text = configs.find(({ name }) => name === "queue-rabbitmq.conf")?.content ?? "";
  expect(text).toContain("cluster_formation.classic_config.nodes.3 = rabbit@queue-mq-3\n");
  expect(text).toContain("cluster_partition_handling = pause_minority\n");
  expect(endpoint.brokers).toEqual(["queue-mq-1", "queue-mq-2", "queue-mq-3"]);
});

test("another limit changes no broker: only what the reconciler reads", () => {
  const files = (args: Partial<WorkQueueArgs>) => Object.fromEntries(plan(args).configs.map(({ name, content }) => [name, content]));
  const [before, after] = [files({}), files({ maxItems: 5, maxDeliveries: 9, whenFull: "dropOldest" })];
  expect(after["queue-rabbitmq.conf"]).toBe(before["queue-rabbitmq.conf"]);
  expect(after["queue-reconciler.json"]).not.toBe(before["queue-reconciler.json"]);
});

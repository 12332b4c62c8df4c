import { Problems } from "../../../components/declaration/problems";
import { read } from "../../../components/declaration/read";
import { limits } from "../../../components/workQueue/limits";
import { planWorkQueue } from "../../../components/workQueue/plan";
import { type WorkQueueDeclaration, workQueueSchema } from "../../../components/workQueue/spec";

const declared = (args: Partial<WorkQueueDeclaration> = {}) => workQueueSchema.parse({ brokers: ["mq-1"], ...args });
const plan = (args: Partial<WorkQueueDeclaration> = {}) => planWorkQueue(declared(args), new Problems());

const definition = (name: string, args: Partial<WorkQueueDeclaration> = {}) =>
  limits(declared(args)).find((policy) => policy.name === name)?.definition;

test("all limits are policies", () => {
  expect(
    limits(declared({ maxItems: 1_000, maxBytes: "1 MiB", maxAge: "1 h", ackTimeout: "2 min", maxDeliveries: 3 })),
  ).toEqual([
    {
      name: "jobs",
      pattern: "^jobs$",
      priority: 10,
      definition: {
        "max-length": 1_000,
        "max-length-bytes": 1_048_576,
        overflow: "reject-publish",
        "message-ttl": 3_600_000,
        "consumer-timeout": 120_000,
        "delivery-limit": 2,
        "dead-letter-exchange": "",
        "dead-letter-routing-key": "jobs.dead",
        "dead-letter-strategy": "at-least-once",
      },
    },
    {
      name: "jobs.dead",
      pattern: "^jobs\\.dead$",
      priority: 10,
      definition: { "max-length": 100_000, overflow: "drop-head", "message-ttl": 1_209_600_000, "delivery-limit": -1 },
    },
  ]);
});

test("dead letters have their own limits, and reading them is unlimited", () => {
  expect(definition("jobs.dead", { deadLetters: { maxItems: 50, maxAge: "1 h" } })).toEqual({
    "max-length": 50,
    overflow: "drop-head",
    "message-ttl": 3_600_000,
    "delivery-limit": -1,
  });
});

test("dead-lettering is at-most-once if the queue drops the oldest item", () => {
  expect(definition("jobs", { whenFull: "dropOldest" })).toMatchObject({
    overflow: "drop-head",
    "dead-letter-strategy": "at-most-once",
  });
});

test("maxDeliveries includes the first delivery, which RabbitMQ does not count", () => {
  expect(definition("jobs", { maxDeliveries: 1 })).toMatchObject({ "delivery-limit": 0 });
});

test("all queues are quorum queues without other arguments", () => {
  expect(plan().desired.queues).toEqual([
    { name: "jobs", arguments: { "x-queue-type": "quorum" } },
    { name: "jobs.dead", arguments: { "x-queue-type": "quorum" } },
  ]);
});

test("web tiers and the relay may publish, workers consume, the operator read and replay dead letters; none may do more", () => {
  expect(plan().desired.users).toEqual([
    { name: "app", configure: "^$", write: "^jobs$", read: "^$" },
    { name: "relay", configure: "^$", write: "^jobs$", read: "^$" },
    { name: "worker", configure: "^$", write: "^$", read: "^jobs$" },
    { name: "operator", configure: "^$", write: "^amq\\.default$", read: "^jobs\\.dead$" },
  ]);
});

test.each(["readOnly", "quiescent"] as const)(
  "%s closes the exchange and revokes the permission to publish, not the one to consume",
  (status) => {
    const { users, exchange } = plan({ status }).desired;
    expect(exchange).toEqual({ name: "jobs", open: false, queues: ["jobs"] });
    expect(users.slice(0, 3)).toEqual([
      { name: "app", configure: "^$", write: "^$", read: "^$" },
      { name: "relay", configure: "^$", write: "^$", read: "^$" },
      { name: "worker", configure: "^$", write: "^$", read: "^jobs$" },
    ]);
  },
);

describe("a child", () => {
  const args = {
    fanout: { audit: { maxItems: 500, maxAge: "1 h" }, "to-mail": { maxItems: 5, maxAge: "1 min", maxBytes: "2 MiB" } },
  } as const;

  test("is a separate queue that gets every item, after the main queue", () => {
    const { queues, exchange } = plan(args).desired;
    expect(queues.map(({ name }) => name)).toEqual(["jobs", "jobs+audit", "jobs+to-mail", "jobs.dead"]);
    expect(exchange).toEqual({ name: "jobs", open: true, queues: ["jobs", "jobs+audit", "jobs+to-mail"] });
  });

  test("drops its oldest item when it is full, so that it never blocks its parent", () => {
    expect(limits(declared(args)).slice(2)).toEqual([
      {
        name: "jobs+audit",
        pattern: "^jobs\\+audit$",
        priority: 10,
        definition: {
          "max-length": 500,
          overflow: "drop-head",
          "message-ttl": 3_600_000,
          "consumer-timeout": 300_000,
          "delivery-limit": 4,
        },
      },
      {
        name: "jobs+to-mail",
        pattern: "^jobs\\+to-mail$",
        priority: 10,
        definition: {
          "max-length": 5,
          "max-length-bytes": 2_097_152,
          overflow: "drop-head",
          "message-ttl": 60_000,
          "consumer-timeout": 300_000,
          "delivery-limit": 4,
        },
      },
    ]);
  });

  test("can be consumed by workers", () => {
    expect(plan(args).desired.users[2]).toEqual({
      name: "worker",
      configure: "^$",
      write: "^$",
      read: "^(jobs|jobs\\+audit|jobs\\+to-mail)$",
    });
  });

  test("that is smaller than the largest item is rejected", () => {
    const problems = new Problems();
    planWorkQueue(declared({ maxItemBytes: "4 MiB", ...args }), problems);
    expect(problems.all).toEqual([
      'queue.maxItemBytes is "4 MiB", more than queue.fanout.to-mail.maxBytes ("2 MiB"); use a smaller maxItemBytes or a larger maxBytes.',
    ]);
  });
});

test.each<[unknown, string[]]>([
  [{ status: "down" }, ['queue.status is "down"; use "up", "readOnly" or "quiescent".']],
  [
    { deadLetters: { maxItems: 0, maxAge: "0 s" } },
    [
      "queue.deadLetters.maxItems is 0; use a whole number from 1 to 100,000,000.",
      'queue.deadLetters.maxAge is "0 s"; use a duration from "1 s" to "365 d".',
    ],
  ],
  [{ deadLetters: { maxBytes: "1 GiB" } }, ["queue.deadLetters.maxBytes is not a setting; use maxItems or maxAge."]],
  [
    { fanout: { audit: {} } },
    [
      "queue.fanout.audit.maxItems is missing; use a whole number from 1 to 100,000,000.",
      'queue.fanout.audit.maxAge is missing; use a duration from "1 s" to "365 d".',
    ],
  ],
  [
    { fanout: { Audit: { maxItems: 1, maxAge: "1 h" } } },
    ['queue.fanout has the name "Audit"; use 1 to 20 lower-case letters, digits and hyphens that begin with a letter.'],
  ],
  [
    { fanout: { audit: { maxItems: 1, maxAge: "1 h", maxBytes: "1 KiB" } } },
    ['queue.fanout.audit.maxBytes is "1 KiB"; use a size from "1 MiB" to "10 TiB".'],
  ],
  [{ fanout: ["audit"] }, ["queue.fanout is a list; use a block of named children."]],
])("rejects %j", (args, problems) =>
  expect(read(workQueueSchema, { brokers: ["mq-1"], ...(args as object) }, "queue")).toEqual({ problems }),
);

test("one secret contains the operator's access, and no service mounts it", () => {
  const { secrets, services } = plan({ brokers: ["mq-1", "mq-2", "mq-3"] });
  expect(JSON.parse(secrets.find(({ name }) => name === "queue-operator.json")?.template ?? "")).toEqual({
    brokers: ["queue-mq-1", "queue-mq-2", "queue-mq-3"].map((hostname) => ({ hostname, port: 5672 })),
    vhost: "/",
    username: "operator",
    password: "{{queue-operator}}",
    deadLetters: "jobs.dead",
    queue: "jobs",
  });
  expect(
    services.flatMap((service) => service.secrets ?? []).filter(({ from }) => from === "queue-operator.json"),
  ).toEqual([]);
});

test("each broker is pinned to its machine with its data, and its configuration lists all brokers", () => {
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

test("a change of a limit, the status or a child alters only the reconciler's file", () => {
  const files = (args: Partial<WorkQueueDeclaration>) =>
    Object.fromEntries(plan(args).configs.map(({ name, content }) => [name, content]));
  const [before, after] = [
    files({}),
    files({
      maxItems: 5,
      maxDeliveries: 9,
      whenFull: "dropOldest",
      status: "readOnly",
      fanout: { audit: { maxItems: 5, maxAge: "1 h" } },
    }),
  ];
  expect(after["queue-rabbitmq.conf"]).toBe(before["queue-rabbitmq.conf"]);
  expect(after["queue-reconciler.json"]).not.toBe(before["queue-reconciler.json"]);
});

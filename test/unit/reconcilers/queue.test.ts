import { Problems } from "../../../components/declaration/problems";
import { planWorkQueue } from "../../../components/workQueue/plan";
import { type WorkQueueDeclaration, workQueueSchema } from "../../../components/workQueue/spec";
import type { ActualQueue } from "../../../reconcilers/queue/actual";
import { differences } from "../../../reconcilers/queue/differences";

const planned = (args: Partial<WorkQueueDeclaration> = {}) =>
  planWorkQueue(workQueueSchema.parse({ brokers: ["mq-1"], ...args }), new Problems()).desired;
const desired = planned();
const ownPolicies = (of = desired) => of.policies.map((policy) => ({ ...policy, appliesTo: "quorum_queues" }));
const bound = (destination: string) => ({ destination, type: "queue" as const, key: "~" });

/** Brokers as declared. */
const settled: ActualQueue = {
  nodes: ["rabbit@queue-mq-1"],
  runningNodes: ["rabbit@queue-mq-1"],
  users: [
    { name: "admin", tags: ["administrator"] },
    { name: "app", tags: [] },
    { name: "relay", tags: [] },
    { name: "worker", tags: [] },
    { name: "operator", tags: [] },
  ],
  wrongPasswords: [],
  permissions: [
    { user: "app", configure: "^$", write: "^jobs$", read: "^$" },
    { user: "relay", configure: "^$", write: "^jobs$", read: "^$" },
    { user: "worker", configure: "^$", write: "^$", read: "^jobs$" },
    { user: "operator", configure: "^$", write: "^amq\\.default$", read: "^jobs\\.dead$" },
  ],
  queues: [
    { name: "jobs", type: "quorum", members: ["rabbit@queue-mq-1"], items: 7 },
    { name: "jobs.dead", type: "quorum", members: ["rabbit@queue-mq-1"], items: 7 },
  ],
  policies: ownPolicies(),
  exchangeType: "fanout",
  bindings: [bound("jobs")],
};

const stepsOf = (actual: Partial<ActualQueue>, wanted = desired) =>
  differences(wanted, { ...settled, ...actual }).steps.map(({ kind, name }) => `${kind} ${name}`);

test("there is no step where all is as declared", () =>
  expect(differences(desired, settled)).toEqual({ steps: [], blocked: [], remarks: [] }));

const { exchangeType: _, ...withoutExchange } = settled;

test("a new broker gets everything: users before their permissions, and the exchange last", () => {
  const { steps, blocked } = differences(desired, {
    ...withoutExchange,
    users: [],
    permissions: [],
    queues: [],
    policies: [],
    bindings: [],
  });
  expect(steps.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "user app",
    "permissions app",
    "user relay",
    "permissions relay",
    "user worker",
    "permissions worker",
    "user operator",
    "permissions operator",
    "queue jobs",
    "queue jobs.dead",
    "policy jobs",
    "policy jobs.dead",
    "exchange jobs",
    "binding jobs",
  ]);
  expect(blocked).toEqual([]);
});

const [policy, ...otherPolicies] = ownPolicies();
const changed = (change: object) => ({
  policies: policy === undefined ? [] : [{ ...policy, ...change }, ...otherPolicies],
});

test.each<[string, Partial<ActualQueue>, string[]]>([
  ["a changed password", { wrongPasswords: ["app"] }, ["user app"]],
  [
    "a user with a tag",
    {
      users: [
        { name: "app", tags: ["administrator"] },
        { name: "relay", tags: [] },
        { name: "worker", tags: [] },
        { name: "operator", tags: [] },
      ],
    },
    ["user app"],
  ],
  [
    "wider permissions",
    { permissions: [{ user: "app", configure: ".*", write: ".*", read: ".*" }, ...settled.permissions.slice(1)] },
    ["permissions app"],
  ],
  ["an undeclared user", { users: [...settled.users, { name: "intruder", tags: [] }] }, ["remove user intruder"]],
  ["a deleted queue", { queues: settled.queues.slice(0, 1) }, ["queue jobs.dead"]],
  ["a deleted policy", { policies: otherPolicies }, ["policy jobs"]],
  [
    "a limit that was changed manually",
    changed({ definition: { ...policy?.definition, "max-length": 1 } }),
    ["policy jobs"],
  ],
  ["a limit that was added manually", changed({ definition: { ...policy?.definition, expires: 1 } }), ["policy jobs"]],
  ["a policy that applies to exchanges", changed({ appliesTo: "exchanges" }), ["policy jobs"]],
  [
    "an undeclared policy",
    { policies: [...ownPolicies(), { name: "other", pattern: ".*", priority: 99, definition: {}, appliesTo: "all" }] },
    ["remove policy other"],
  ],
  ["an exchange of another type", { exchangeType: "topic" }, ["remove exchange jobs", "exchange jobs", "binding jobs"]],
  ["a missing binding", { bindings: [] }, ["binding jobs"]],
  ["a queue that was bound manually", { bindings: [bound("jobs"), bound("jobs.dead")] }, ["remove binding jobs.dead"]],
  [
    "an exchange that was bound manually",
    { bindings: [bound("jobs"), { destination: "jobs", type: "exchange", key: "~" }] },
    ["remove binding jobs"],
  ],
])("repairs %s", (_, actual, expected) => expect(stepsOf(actual)).toEqual(expected));

test("a missing exchange is declared and bound again", () => {
  expect(differences(desired, { ...withoutExchange, bindings: [] }).steps).toEqual([
    { kind: "exchange", name: "jobs" },
    { kind: "binding", name: "jobs" },
  ]);
});

test.each(["readOnly", "quiescent"] as const)(
  "%s removes the permission to publish and the exchange, not the queue",
  (status) => {
    expect(stepsOf({}, planned({ status }))).toEqual(["permissions app", "permissions relay", "remove exchange jobs"]);
  },
);

test("a queue that accepts jobs again gets its exchange back", () => {
  const [app, ...others] = settled.permissions;
  const permissions = app === undefined ? [] : [{ ...app, write: "^$" }, ...others];
  const { steps } = differences(desired, { ...withoutExchange, permissions, bindings: [] });
  expect(steps.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "permissions app",
    "exchange jobs",
    "binding jobs",
  ]);
});

describe("fanout queues", () => {
  const withChild = planned({ fanout: { audit: { maxItems: 5, maxAge: "1 h" } } });
  const child = { name: "jobs+audit", type: "quorum", members: ["rabbit@queue-mq-1"] };

  test("are added live: the queue, its policy, and then its binding", () => {
    expect(stepsOf({}, withChild)).toEqual([
      "permissions worker",
      "queue jobs+audit",
      "policy jobs+audit",
      "binding jobs+audit",
    ]);
  });

  test("are bound after the queue of jobs, and get no item that it does not get", () => {
    expect(stepsOf({ queues: [], bindings: [] }, withChild)).toEqual([
      "permissions worker",
      "queue jobs",
      "queue jobs+audit",
      "queue jobs.dead",
      "policy jobs+audit",
      "binding jobs",
      "binding jobs+audit",
    ]);
    const parentGone = {
      runningNodes: [],
      queues: [child, ...settled.queues.slice(1)],
      bindings: [bound("jobs+audit")],
    };
    expect(stepsOf(parentGone, withChild)).toEqual(["permissions worker", "policy jobs+audit", "remove exchange jobs"]);
  });

  const bindings = [bound("jobs"), bound("jobs+audit")];

  test("that are no longer declared are unbound, and deleted once they are empty", () => {
    expect(stepsOf({ queues: [...settled.queues, { ...child, items: 0 }], bindings })).toEqual([
      "remove binding jobs+audit",
    ]);
    expect(stepsOf({ queues: [...settled.queues, { ...child, items: 0 }] })).toEqual(["remove queue jobs+audit"]);
  });

  test.each<[object, string]>([
    [{ items: 1 }, "queue jobs+audit is not declared; it is retained while it holds 1 item"],
    [{ items: 12 }, "queue jobs+audit is not declared; it is retained while it holds 12 items"],
    [{}, "queue jobs+audit is not declared; it is retained until its items are counted"],
  ])("that are no longer declared are retained with %j", (items, reason) => {
    expect(differences(desired, { ...settled, queues: [...settled.queues, { ...child, ...items }] })).toEqual({
      steps: [],
      blocked: [],
      remarks: [reason],
    });
  });
});

test("a queue is declared only while every broker runs, since it gets its replicas on those that run", () => {
  expect(differences(desired, { ...withoutExchange, runningNodes: [], queues: [], bindings: [] })).toEqual({
    steps: [],
    blocked: ["queue jobs waits for rabbit@queue-mq-1 to run", "queue jobs.dead waits for rabbit@queue-mq-1 to run"],
    remarks: ["rabbit@queue-mq-1 does not run"],
  });
});

test("a broker that has joined and is down is a remark, so that the previous declaration stays healthy", () => {
  expect(differences(desired, { ...settled, runningNodes: [] })).toEqual({
    steps: [],
    blocked: [],
    remarks: ["rabbit@queue-mq-1 does not run"],
  });
});

test("what no step can repair is reported", () => {
  expect(differences(desired, { ...settled, nodes: [], runningNodes: [] }).blocked).toEqual([
    "rabbit@queue-mq-1 has not joined the cluster",
  ]);
  const classic = [{ name: "jobs", type: "classic", members: [] }, ...settled.queues.slice(1)];
  expect(differences(desired, { ...settled, queues: classic })).toEqual({
    steps: [],
    blocked: ["queue jobs is of type classic, not quorum; drain it and delete it manually"],
    remarks: [],
  });
});

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

/** Brokers that hold the desired state. */
const settled: ActualQueue = {
  runningNodes: ["rabbit@queue-mq-1"],
  users: [
    { name: "admin", tags: ["administrator"] },
    { name: "app", tags: [] },
    { name: "relay", tags: [] },
    { name: "operator", tags: [] },
  ],
  wrongPasswords: [],
  permissions: [
    { user: "app", configure: "^$", write: "^jobs$", read: "^jobs$" },
    { user: "relay", configure: "^$", write: "^jobs$", read: "^$" },
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

test("nothing is done where the desired state holds", () =>
  expect(differences(desired, settled)).toEqual({ steps: [], blocked: [], kept: [] }));

const { exchangeType: _, ...withoutExchange } = settled;

test("everything is made on a new broker, users before their rights, and the exchange last", () => {
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
    "a user with more than its rights",
    {
      users: [
        { name: "app", tags: ["administrator"] },
        { name: "relay", tags: [] },
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
  ["a deleted queue", { queues: settled.queues.slice(0, 1) }, ["queue jobs.dead"]],
  ["a deleted policy", { policies: otherPolicies }, ["policy jobs"]],
  ["a limit changed by hand", changed({ definition: { ...policy?.definition, "max-length": 1 } }), ["policy jobs"]],
  ["a limit added by hand", changed({ definition: { ...policy?.definition, expires: 1 } }), ["policy jobs"]],
  ["a policy for other things", changed({ appliesTo: "exchanges" }), ["policy jobs"]],
  [
    "a policy of somebody else's",
    { policies: [...ownPolicies(), { name: "other", pattern: ".*", priority: 99, definition: {}, appliesTo: "all" }] },
    ["remove policy other"],
  ],
  ["an exchange of another type", { exchangeType: "topic" }, ["remove exchange jobs", "exchange jobs", "binding jobs"]],
  ["a binding that is gone", { bindings: [] }, ["binding jobs"]],
  ["a queue that is bound by hand", { bindings: [bound("jobs"), bound("jobs.dead")] }, ["remove binding jobs.dead"]],
  [
    "an exchange that is bound by hand",
    { bindings: [bound("jobs"), { destination: "jobs", type: "exchange", key: "~" }] },
    ["remove binding jobs"],
  ],
])("%s is put right", (_, actual, expected) => expect(stepsOf(actual)).toEqual(expected));

test("an exchange that is gone is made and bound again", () => {
  expect(differences(desired, { ...withoutExchange, bindings: [] }).steps).toEqual([
    { kind: "exchange", name: "jobs" },
    { kind: "binding", name: "jobs" },
  ]);
});

test.each(["readOnly", "quiescent"] as const)(
  "%s takes the right to publish and the exchange away, and the queue stays",
  (status) => {
    expect(stepsOf({}, planned({ status }))).toEqual(["permissions app", "permissions relay", "remove exchange jobs"]);
  },
);

test("a queue that takes jobs again gets its exchange back", () => {
  const [app, ...others] = settled.permissions;
  const permissions = app === undefined ? [] : [{ ...app, write: "^$" }, ...others];
  const { steps } = differences(desired, { ...withoutExchange, permissions, bindings: [] });
  expect(steps.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "permissions app",
    "exchange jobs",
    "binding jobs",
  ]);
});

describe("children", () => {
  const withChild = planned({ fanout: { audit: { maxItems: 5, maxAge: "1 h" } } });
  const child = { name: "jobs+audit", type: "quorum", members: ["rabbit@queue-mq-1"] };

  test("are added live: the queue, its limits, and then its binding", () => {
    expect(stepsOf({}, withChild)).toEqual([
      "permissions app",
      "queue jobs+audit",
      "policy jobs+audit",
      "binding jobs+audit",
    ]);
  });

  test("are bound after their parent, and get nothing that it does not get", () => {
    expect(stepsOf({ queues: [], bindings: [] }, withChild)).toEqual([
      "permissions app",
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
    expect(stepsOf(parentGone, withChild)).toEqual(["permissions app", "policy jobs+audit", "remove exchange jobs"]);
  });

  const bindings = [bound("jobs"), bound("jobs+audit")];

  test("that are no longer declared get no more items, and go once they are empty", () => {
    expect(stepsOf({ queues: [...settled.queues, { ...child, items: 0 }], bindings })).toEqual([
      "remove binding jobs+audit",
    ]);
    expect(stepsOf({ queues: [...settled.queues, { ...child, items: 0 }] })).toEqual(["remove queue jobs+audit"]);
  });

  test.each<[object, string]>([
    [{ items: 1 }, "queue jobs+audit is not declared, and kept while it holds 1 item"],
    [{ items: 12 }, "queue jobs+audit is not declared, and kept while it holds 12 items"],
    [{}, "queue jobs+audit is not declared, and kept until its items are counted"],
  ])("that are no longer declared are kept with %j", (items, reason) => {
    expect(differences(desired, { ...settled, queues: [...settled.queues, { ...child, ...items }] })).toEqual({
      steps: [],
      blocked: [],
      kept: [reason],
    });
  });
});

test("a queue waits for every broker: its replicas are on those that run when it is declared", () => {
  expect(differences(desired, { ...withoutExchange, runningNodes: [], queues: [], bindings: [] })).toEqual({
    steps: [],
    blocked: ["rabbit@queue-mq-1 is not running in the cluster"],
    kept: [],
  });
});

test("what no step can mend is said", () => {
  expect(differences(desired, { ...settled, runningNodes: [] }).blocked).toEqual([
    "rabbit@queue-mq-1 is not running in the cluster",
  ]);
  const classic = [{ name: "jobs", type: "classic", members: [] }, ...settled.queues.slice(1)];
  expect(differences(desired, { ...settled, queues: classic })).toEqual({
    steps: [],
    blocked: ["queue jobs is of type classic, not quorum; drain it and delete it by hand"],
    kept: [],
  });
});

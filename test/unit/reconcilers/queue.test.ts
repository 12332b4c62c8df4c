import { Problems } from "../../../components/plan/problems";
import { workQueueSchema } from "../../../components/workQueue/declaration";
import { planWorkQueue } from "../../../components/workQueue/plan";
import { type ActualQueue, differences } from "../../../reconcilers/queue/differences";

const { desired } = planWorkQueue(workQueueSchema.parse({ brokers: ["mq-1"] }), new Problems());

/** Brokers that hold the desired state. */
const settled: ActualQueue = {
  runningNodes: ["rabbit@queue-mq-1"],
  users: [
    { name: "admin", tags: ["administrator"] },
    { name: "app", tags: [] },
  ],
  wrongPasswords: [],
  permissions: [{ user: "app", configure: "^$", write: "^amq\\.default$", read: "^jobs$" }],
  queues: [
    { name: "jobs", type: "quorum", members: ["rabbit@queue-mq-1"] },
    { name: "jobs.dead", type: "quorum", members: ["rabbit@queue-mq-1"] },
  ],
  policies: desired.policies,
};

test("nothing is done where the desired state holds", () => expect(differences(desired, settled)).toEqual({ steps: [], blocked: [] }));

test("everything is made on a new broker, users before their rights", () => {
  const { steps, blocked } = differences(desired, { ...settled, users: [], permissions: [], queues: [], policies: [] });
  expect(steps.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["user app", "permissions app", "queue jobs", "queue jobs.dead", "policy jobs"]);
  expect(blocked).toEqual([]);
});

const [policy] = desired.policies;

test.each<[string, Partial<ActualQueue>, string[]]>([
  ["a changed password", { wrongPasswords: ["app"] }, ["user app"]],
  ["a user with more than its rights", { users: [{ name: "app", tags: ["administrator"] }] }, ["user app"]],
  ["wider permissions", { permissions: [{ user: "app", configure: ".*", write: ".*", read: ".*" }] }, ["permissions app"]],
  ["a deleted queue", { queues: settled.queues.slice(0, 1) }, ["queue jobs.dead"]],
  ["a limit changed by hand", { policies: policy === undefined ? [] : [{ ...policy, definition: { ...policy.definition, "max-length": 1 } }] }, ["policy jobs"]],
  ["a limit added by hand", { policies: policy === undefined ? [] : [{ ...policy, definition: { ...policy.definition, expires: 1 } }] }, ["policy jobs"]],
  ["a policy of somebody else's", { policies: [...desired.policies, { name: "other", pattern: ".*", priority: 99, definition: {} }] }, ["remove policy other"]],
])("%s is put right", (_, actual, expected) => {
  expect(differences(desired, { ...settled, ...actual }).steps.map(({ kind, name }) => `${kind} ${name}`)).toEqual(expected);
});

test("a queue waits for every broker: its replicas are on those that run when it is declared", () => {
  expect(differences(desired, { ...settled, runningNodes: [], queues: [] })).toEqual({
    steps: [],
    blocked: ["rabbit@queue-mq-1 is not running in the cluster"],
  });
});

test("what no step can mend is said", () => {
  expect(differences(desired, { ...settled, runningNodes: [] }).blocked).toEqual(["rabbit@queue-mq-1 is not running in the cluster"]);
  const classic = [{ name: "jobs", type: "classic", members: [] }, ...settled.queues.slice(1)];
  expect(differences(desired, { ...settled, queues: classic })).toEqual({
    steps: [],
    blocked: ["queue jobs is of type classic, not quorum; drain it and delete it by hand"],
  });
});

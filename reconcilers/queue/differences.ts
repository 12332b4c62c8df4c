import type { DesiredPolicy, DesiredQueue } from "../../components/workQueue/desired";

/** What the brokers say they have. */
export interface ActualQueue {
  readonly runningNodes: readonly string[];
  readonly users: readonly { readonly name: string; readonly tags: readonly string[] }[];
  /** Users whose declared password the broker does not accept. */
  readonly wrongPasswords: readonly string[];
  readonly permissions: readonly {
    readonly user: string;
    readonly configure: string;
    readonly write: string;
    readonly read: string;
  }[];
  readonly queues: readonly { readonly name: string; readonly type: string; readonly members: readonly string[] }[];
  readonly policies: readonly DesiredPolicy[];
}

/** One step towards the desired state, in the order in which steps are taken. */
export type Step =
  | { readonly kind: "user"; readonly name: string }
  | { readonly kind: "permissions"; readonly name: string }
  | { readonly kind: "queue"; readonly name: string }
  | { readonly kind: "policy"; readonly name: string }
  | { readonly kind: "remove policy"; readonly name: string };

export interface Differences {
  readonly steps: readonly Step[];
  /** What no step can mend: a broker is away, a queue is of another type. */
  readonly blocked: readonly string[];
}

/** What has to be done so that the brokers hold the desired state; nothing when they do. */
export function differences(desired: DesiredQueue, actual: ActualQueue): Differences {
  const steps: Step[] = [];
  const away = desired.nodes.filter((node) => !actual.runningNodes.includes(node));
  const blocked = away.map((node) => `${node} is not running in the cluster`);
  for (const user of desired.users) {
    const known = actual.users.find(({ name }) => name === user.name);
    if (known === undefined || known.tags.length > 0 || actual.wrongPasswords.includes(user.name)) steps.push({ kind: "user", name: user.name });
    const rights = actual.permissions.find((one) => one.user === user.name);
    if (rights?.configure !== user.configure || rights.write !== user.write || rights.read !== user.read) {
      steps.push({ kind: "permissions", name: user.name });
    }
  }
  for (const { name, arguments: wanted } of desired.queues) {
    const known = actual.queues.find((queue) => queue.name === name);
    const type = wanted["x-queue-type"];
    // A quorum queue has its replicas on the brokers that run when it is declared: all of them must.
    if (known === undefined && away.length === 0) steps.push({ kind: "queue", name });
    if (known !== undefined && known.type !== type) {
      blocked.push(`queue ${name} is of type ${known.type}, not ${type}; drain it and delete it by hand`);
    }
  }
  for (const policy of desired.policies) {
    const known = actual.policies.find(({ name }) => name === policy.name);
    if (known === undefined || !samePolicy(known, policy)) steps.push({ kind: "policy", name: policy.name });
  }
  for (const { name } of actual.policies.filter((one) => !desired.policies.some((policy) => policy.name === one.name))) {
    steps.push({ kind: "remove policy", name });
  }
  return { steps, blocked };
}

function samePolicy(a: DesiredPolicy, b: DesiredPolicy): boolean {
  const keys = new Set([...Object.keys(a.definition), ...Object.keys(b.definition)]);
  return a.pattern === b.pattern && a.priority === b.priority && [...keys].every((key) => a.definition[key] === b.definition[key]);
}

import type { DesiredPolicy, DesiredQueue } from "../../contracts/desiredQueue";
import { type ActualPolicy, type ActualQueue, type Binding, quorumQueues } from "./actual";
import { exchangeSteps } from "./exchange";
import { orphanedQueues } from "./orphanedQueues";

/** One step towards the desired state, in the order in which steps are taken. */
export type Step =
  | { readonly kind: "user"; readonly name: string }
  | { readonly kind: "permissions"; readonly name: string }
  | { readonly kind: "queue"; readonly name: string }
  | { readonly kind: "policy"; readonly name: string }
  | { readonly kind: "remove policy"; readonly name: string }
  | { readonly kind: "exchange"; readonly name: string }
  | { readonly kind: "remove exchange"; readonly name: string }
  | { readonly kind: "binding"; readonly name: string }
  | { readonly kind: "remove binding"; readonly name: string; readonly binding: Binding }
  | { readonly kind: "remove queue"; readonly name: string };

export interface Differences {
  readonly steps: readonly Step[];
  /** What no step can mend: a broker is away, a queue is of another type. */
  readonly blocked: readonly string[];
  /** What is not declared, and left for the sake of what it holds. */
  readonly kept: readonly string[];
}

/** What has to be done so that the brokers hold the desired state; nothing when they do. */
export function differences(desired: DesiredQueue, actual: ActualQueue): Differences {
  const steps: Step[] = [];
  const away = desired.nodes.filter((node) => !actual.runningNodes.includes(node));
  const blocked = away.map((node) => `${node} is not running in the cluster`);
  for (const user of desired.users) {
    const known = actual.users.find(({ name }) => name === user.name);
    if (known === undefined || known.tags.length > 0 || actual.wrongPasswords.includes(user.name))
      steps.push({ kind: "user", name: user.name });
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
    if (known === undefined || !isAsDeclared(known, policy)) steps.push({ kind: "policy", name: policy.name });
  }
  for (const { name } of actual.policies.filter(
    (one) => !desired.policies.some((policy) => policy.name === one.name),
  )) {
    steps.push({ kind: "remove policy", name });
  }
  const made = steps.filter(({ kind }) => kind === "queue").map(({ name }) => name);
  steps.push(...exchangeSteps(desired.exchange, actual, [...actual.queues.map(({ name }) => name), ...made]));
  const { empty, kept } = orphanedQueues(desired, actual);
  steps.push(...empty.map((name) => ({ kind: "remove queue", name }) as const));
  return { steps, blocked, kept };
}

function isAsDeclared(known: ActualPolicy, policy: DesiredPolicy): boolean {
  const keys = new Set([...Object.keys(known.definition), ...Object.keys(policy.definition)]);
  return (
    known.appliesTo === quorumQueues &&
    known.pattern === policy.pattern &&
    known.priority === policy.priority &&
    [...keys].every((key) => known.definition[key] === policy.definition[key])
  );
}

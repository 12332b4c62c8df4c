import type { DesiredPolicy, DesiredQueue } from "../../contracts/desiredQueue";
import { type ActualPolicy, type ActualQueue, quorumQueues } from "./actual";
import { exchangeSteps } from "./exchange";
import { orphanedQueues } from "./orphanedQueues";
import type { Step } from "./step";

export interface Differences {
  readonly steps: readonly Step[];
  /** What no step can repair: a new broker has not joined, a queue is of another type. */
  readonly blocked: readonly string[];
  /** What an operator should know: a broker that is down, an undeclared queue that still holds items. */
  readonly remarks: readonly string[];
}

/** The steps from the actual to the desired state; none when the brokers are as declared. */
export function differences(desired: DesiredQueue, actual: ActualQueue): Differences {
  const steps: Step[] = [];
  const stopped = desired.nodes.filter((node) => !actual.runningNodes.includes(node));
  // A broker that has joined before and is down is an outage, which no declaration causes or ends. If `up` waited for
  // it, a
  // refused declaration could not be rolled back meanwhile.
  const lost = stopped.filter((node) => actual.nodes.includes(node));
  const blocked = stopped.filter((node) => !lost.includes(node)).map((node) => `${node} has not joined the cluster`);
  for (const user of desired.users) {
    const known = actual.users.find(({ name }) => name === user.name);
    if (known === undefined || known.tags.length > 0 || actual.wrongPasswords.includes(user.name))
      steps.push({ kind: "user", name: user.name });
    const rights = actual.permissions.find((one) => one.user === user.name);
    if (rights?.configure !== user.configure || rights.write !== user.write || rights.read !== user.read) {
      steps.push({ kind: "permissions", name: user.name });
    }
  }
  const isDeclared = ({ name }: { readonly name: string }) =>
    name === desired.admin || desired.users.some((user) => user.name === name);
  for (const { name } of actual.users.filter((user) => !isDeclared(user))) steps.push({ kind: "remove user", name });
  for (const { name, arguments: wanted } of desired.queues) {
    const known = actual.queues.find((queue) => queue.name === name);
    const type = wanted["x-queue-type"];
    // A quorum queue gets its replicas on the brokers that run when it is declared, so all of them must run.
    if (known === undefined && stopped.length === 0) steps.push({ kind: "queue", name });
    if (known === undefined && lost.length > 0) blocked.push(`queue ${name} waits for ${lost.join(", ")} to run`);
    if (known !== undefined && known.type !== type) {
      blocked.push(`queue ${name} is of type ${known.type}, not ${type}; drain it and delete it manually`);
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
  const { empty, retained } = orphanedQueues(desired, actual);
  steps.push(...empty.map((name) => ({ kind: "remove queue", name }) as const));
  return { steps, blocked, remarks: [...lost.map((node) => `${node} does not run`), ...retained] };
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

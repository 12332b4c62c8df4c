import type { DesiredQueue } from "../components/workQueue/desired";
import { BrokerApi } from "./queue/broker";
import { differences } from "./queue/differences";
import { observe } from "./queue/observe";
import { passwordOf, readDesired, readPasswords, runLoop } from "./shared/loop";
import { take } from "./queue/steps";

/** Keeps users, rights, queues and limits at the brokers as declared. */
async function main(): Promise<void> {
  const desired = readDesired<DesiredQueue>();
  const passwords = readPasswords();
  const brokers = desired.apis.map((api) => new BrokerApi(api, desired.admin, passwordOf(passwords, desired.admin)));

  await runLoop({
    reconcile: async () => {
      const broker = await firstThatAnswers(brokers);
      const steps = differences(desired, await observe(broker, desired, passwords));
      const stuck = steps.find((step) => step.kind === "wait");
      if (stuck !== undefined) return { state: "differs", reason: stuck.reason };
      for (const step of steps) {
        await take(step, broker, desired, passwords);
        console.log(`${step.kind} ${step.name}: done`);
      }
      const left = differences(desired, await observe(broker, desired, passwords));
      return left.length === 0
        ? { state: "holds" }
        : { state: "differs", reason: left.map((step) => (step.kind === "wait" ? step.reason : `${step.kind} ${step.name}`)).join(", ") };
    },
  });
}

async function firstThatAnswers(brokers: readonly BrokerApi[]): Promise<BrokerApi> {
  return Promise.any(
    brokers.map(async (broker) => {
      await broker.get("overview");
      return broker;
    }),
  ).catch((error: unknown) => {
    throw new Error("no broker answers", { cause: error instanceof AggregateError ? error.errors[0] : error });
  });
}

void main();

import type { DesiredQueue } from "../contracts/desiredQueue";
import { BrokerApi } from "./queue/broker";
import { differences } from "./queue/differences";
import { observe } from "./queue/observe";
import { applyStep } from "./queue/steps";
import { passwordOf, readDesired, readPasswords } from "./shared/files";
import { runLoop } from "./shared/loop";

/** Reconciles users, permissions, queues, policies and the exchange of the brokers. */
async function main(): Promise<void> {
  const desired = readDesired<DesiredQueue>();
  const passwords = readPasswords();
  const brokers = desired.apis.map((api) => new BrokerApi(api, desired.admin, passwordOf(passwords, desired.admin)));

  process.exitCode = await runLoop({
    reconcile: async () => {
      const broker = await firstReachable(brokers);
      const { steps } = differences(desired, await observe(broker, desired, passwords));
      for (const step of steps) {
        await applyStep(step, broker, desired, passwords);
        console.log(`applied: ${step.kind} ${step.name}`);
      }
      const { steps: remaining, blocked, remarks } = differences(desired, await observe(broker, desired, passwords));
      const reasons = [...blocked, ...remaining.map(({ kind, name }) => `to apply: ${kind} ${name}`)];
      if (reasons.length > 0) return { state: "differs", reason: reasons.join("; ") };
      return remarks.length === 0 ? { state: "converged" } : { state: "converged", remarks };
    },
  });
}

async function firstReachable(brokers: readonly BrokerApi[]): Promise<BrokerApi> {
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

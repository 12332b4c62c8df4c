import type { DesiredQueue } from "../contracts/desiredQueue";
import { BrokerApi } from "./queue/broker";
import { differences } from "./queue/differences";
import { observe } from "./queue/observe";
import { applyStep } from "./queue/steps";
import { passwordOf, readDesired, readPasswords, runLoop } from "./shared/loop";

/** Keeps users, rights, queues, limits and the exchange at the brokers as declared. */
async function main(): Promise<void> {
  const desired = readDesired<DesiredQueue>();
  const passwords = readPasswords();
  const brokers = desired.apis.map((api) => new BrokerApi(api, desired.admin, passwordOf(passwords, desired.admin)));

  process.exitCode = await runLoop({
    reconcile: async () => {
      const broker = await firstThatAnswers(brokers);
      const { steps } = differences(desired, await observe(broker, desired, passwords));
      for (const step of steps) {
        await applyStep(step, broker, desired, passwords);
        console.log(`${step.kind} ${step.name}: done`);
      }
      const { steps: left, blocked, kept } = differences(desired, await observe(broker, desired, passwords));
      const reasons = [...blocked, ...left.map(({ kind, name }) => `${kind} ${name}`)];
      if (reasons.length > 0) return { state: "differs", reason: reasons.join("; ") };
      return kept.length === 0 ? { state: "holds" } : { state: "holds", remark: kept.join("; ") };
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

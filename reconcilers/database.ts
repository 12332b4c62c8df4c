import { setTimeout as delay } from "node:timers/promises";
import type { DesiredDatabase } from "../contracts/desiredDatabase";
import { databaseMetrics } from "./database/metrics";
import { PatroniApi } from "./database/patroni";
import { findPoolers } from "./database/pgbouncer";
import { Poolers } from "./database/poolers";
import { acceptsWrites, checkpoint, measurements, oldestTransaction, repair } from "./database/postgres";
import { type Actions, reconcile } from "./database/reconcile";
import { switchOver } from "./database/switchover";
import { passwordOf, readDesired, readPasswords } from "./shared/files";
import { type Result, runLoop } from "./shared/loop";
import { serveMetrics } from "./shared/metrics";

/** Milliseconds for open transactions to end before a switchover; shorter than clients wait for a connection. */
const pauseTimeout = 3_000;
/** Milliseconds for poolers to route to the new leader. After that they resume in any case. */
const routeTimeout = 30_000;

/** Reconciles a database: Patroni's configuration, the leader, the database itself and its roles. */
async function main(): Promise<void> {
  const desired = readDesired<DesiredDatabase>();
  const passwords = readPasswords();
  const patroni = new PatroniApi(desired.members, desired.apiUser, passwordOf(passwords, desired.apiUser));
  const consolePassword = passwordOf(passwords, desired.pooler.admin);
  const poolers = new Poolers(() => findPoolers(desired.pooler, consolePassword));

  const actions: Actions = {
    configuration: () => patroni.configuration(),
    patchConfiguration: (patch) => patroni.patchConfiguration(patch),
    cluster: () => patroni.cluster(),
    repair: (leader) => repair(desired, leader, passwords),
    oldestTransaction: (leader) => oldestTransaction(desired, leader, passwords),
    unreachablePoolers: () => poolers.unreachable(),
    reconnectPoolers: () => poolers.reconnect(),
    switchOver: (leader, candidate) =>
      switchOver({
        checkpoint: () => checkpoint(desired, leader, passwords),
        pause: () => poolers.pause(pauseTimeout),
        switchover: () => patroni.switchover(leader, candidate),
        untilRouted: () =>
          until(
            routeTimeout,
            async () =>
              (await patroni.leads(candidate)) &&
              (await poolers.routeTo(candidate)) &&
              acceptsWrites(desired, candidate, passwords),
          ),
        resume: () => poolers.resume(),
      }),
    restart: (member) => patroni.restart(member),
    log: console.log,
  };
  let last: Result | undefined;
  serveMetrics(desired.metricsPort, async () => databaseMetrics(desired, await measurements(desired, passwords), last));
  // A task that was killed during a switchover leaves poolers paused.
  await poolers.resume().catch((error: unknown) => console.log(`The poolers did not resume: ${String(error)}`));
  process.exit(
    await runLoop({
      reconcile: async () => {
        await poolers.resumePending();
        return reconcile(desired, actions);
      },
      report: (result) => (last = result),
    }),
  );
}

/** Polls 20 times a second until a condition holds, since clients wait as well. A poll that fails counts as false. */
async function until(timeout: number, condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + timeout;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > end) throw new Error(`the poolers did not reach the new leader within ${timeout / 1_000} s`);
    await delay(50);
  }
}

void main();

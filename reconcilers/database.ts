import { setTimeout as wait } from "node:timers/promises";
import type { DesiredDatabase } from "../contracts/desiredDatabase";
import { renderDiskMetrics } from "./database/metrics";
import { PatroniApi } from "./database/patroni";
import { Poolers } from "./database/poolers";
import { checkpoint, measurements, oldestTransaction, repair, takesWrites } from "./database/postgres";
import { type Actions, reconcile } from "./database/reconcile";
import { switchOver } from "./database/switchover";
import { passwordOf, readDesired, readPasswords, runLoop } from "./shared/loop";
import { serveMetrics } from "./shared/metrics";

/** Longest wait for the transactions under way before a switchover: less than clients wait for a connection. */
const pausePatience = 3_000;
/** Longest wait for poolers to see the new leader; after that they resume whatever they see. */
const routePatience = 30_000;

/** Keeps a database as declared: Patroni's configuration, who leads, the database and its roles. */
async function main(): Promise<void> {
  const desired = readDesired<DesiredDatabase>();
  const passwords = readPasswords();
  const patroni = new PatroniApi(desired.members, desired.apiUser, passwordOf(passwords, desired.apiUser));
  const poolers = new Poolers(desired.pooler, passwordOf(passwords, desired.pooler.admin));

  const actions: Actions = {
    configuration: () => patroni.configuration(),
    patchConfiguration: (patch) => patroni.patchConfiguration(patch),
    cluster: () => patroni.cluster(),
    repair: (leader) => repair(desired, leader, passwords),
    oldestTransaction: (leader) => oldestTransaction(desired, leader, passwords),
    switchOver: (leader, candidate) =>
      switchOver({
        checkpoint: () => checkpoint(desired, leader, passwords),
        pause: () => poolers.pause(pausePatience),
        switchover: () => patroni.switchover(leader, candidate),
        untilRouted: () =>
          until(
            routePatience,
            async () =>
              (await patroni.leads(candidate)) &&
              (await poolers.routeTo(candidate)) &&
              takesWrites(desired, candidate, passwords),
          ),
        reconnect: () => poolers.reconnect(),
        resume: () => poolers.resume(),
      }),
    restart: (member) => patroni.restart(member),
    say: console.log,
  };
  serveMetrics(desired.metricsPort, async () => renderDiskMetrics(desired, await measurements(desired, passwords)));
  process.exit(await runLoop({ reconcile: () => reconcile(desired, actions) }));
}

/** Waits until something holds, asking twenty times a second: clients wait, too. Not being able to ask counts as a no. */
async function until(patience: number, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) throw new Error(`the new leader was not reached within ${patience / 1_000} s`);
    await wait(50);
  }
}

void main();

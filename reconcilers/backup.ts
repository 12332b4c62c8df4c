import { lookup } from "node:dns/promises";
import type { DesiredBackups } from "../contracts/desiredBackups";
import { backupMetrics } from "./backup/metrics";
import { PgBackRest } from "./backup/pgbackrest";
import { BackupReconciler } from "./backup/reconcile";
import { readDesired, runLoop } from "./shared/loop";
import { serveMetrics } from "./shared/metrics";

/** Keeps a database's archive and its backups as declared, and tells how they stand. */
async function main(): Promise<void> {
  const desired = readDesired<DesiredBackups>();
  const { database, members, metricsPort } = desired;
  const pgbackrest = new PgBackRest(database);

  serveMetrics(metricsPort, async () => {
    const repository = await pgbackrest.repository();
    return backupMetrics({ database, repository, arrival: await pgbackrest.arrival(repository) });
  });

  const keeper = new BackupReconciler(desired, {
    missing: () => unresolved(members),
    repository: () => pgbackrest.repository(),
    introduce: () => pgbackrest.introduce(),
    checkArchive: () => pgbackrest.checkArchive(),
    backUp: (type) => pgbackrest.backUp(type),
    now: () => Date.now() / 1_000,
    say: console.log,
  });
  // A backup that is under way ends with the task, and the next one goes on with it.
  process.exit(await runLoop({ reconcile: () => keeper.look(), restingInterval: 15_000 }));
}

/** Names without an address: a member has one from when it is healthy until it stops. */
async function unresolved(hosts: readonly string[]): Promise<string[]> {
  const known = await Promise.all(
    hosts.map((host) =>
      lookup(host).then(
        () => true,
        () => false,
      ),
    ),
  );
  return hosts.filter((_, index) => !known[index]);
}

void main();

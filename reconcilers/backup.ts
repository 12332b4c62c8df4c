import { lookup } from "node:dns/promises";
import type { DesiredBackups } from "../contracts/desiredBackups";
import { backupMetrics } from "./backup/metrics";
import { PgBackRest } from "./backup/pgbackrest";
import { BackupReconciler } from "./backup/reconcile";
import { readDesired } from "./shared/files";
import { type Result, runLoop } from "./shared/loop";
import { serveMetrics } from "./shared/metrics";

/** Reconciles a database's archive and backups, and reports them as metrics. */
async function main(): Promise<void> {
  const desired = readDesired<DesiredBackups>();
  const pgbackrest = new PgBackRest(desired.database);
  let last: Result | undefined;

  serveMetrics(desired.metricsPort, async () => {
    const repository = await pgbackrest.repository();
    return backupMetrics(desired, { repository, archivedAt: await pgbackrest.archivedAt(repository), result: last });
  });

  const reconciler = new BackupReconciler(desired, {
    unresolvedMembers: () => unresolved(desired.members),
    repository: () => pgbackrest.repository(),
    createStanza: () => pgbackrest.createStanza(),
    checkArchive: () => pgbackrest.checkArchive(),
    backUp: (type) => pgbackrest.backUp(type),
    now: () => Date.now() / 1_000,
    log: console.log,
  });
  // A running backup ends with the task. The next task resumes it.
  process.exit(
    await runLoop({
      reconcile: () => reconciler.reconcile(),
      restingInterval: 15_000,
      report: (result) => (last = result),
    }),
  );
}

/** Host names without an address. A member has one from its first health until it stops. */
async function unresolved(hosts: readonly string[]): Promise<string[]> {
  const resolved = await Promise.all(
    hosts.map((host) =>
      lookup(host).then(
        () => true,
        () => false,
      ),
    ),
  );
  return hosts.filter((_, index) => !resolved[index]);
}

void main();

import type { ClusterStatus } from "../../contracts/clusterStatus";
import { table } from "../../lib/table";
import { diskTable } from "./diskTable";
import { ago } from "./timestamps";

/** Cluster status as tables: servers, queues, workers, databases, disks, backups, and targets that did not answer. */
export function statusText(
  { servers, queues, workers, outboxes, databases, disks, backups, silent }: ClusterStatus,
  now = Date.now(),
): string {
  const blocks = [
    servers.length > 0 ? tierTable(servers) : "",
    queues.length > 0
      ? table([
          ["QUEUE", "READY", "UNACKED"],
          ...queues.map(({ name, ready, unacked }) => [name, String(ready), String(unacked)]),
        ])
      : "",
    workers.length > 0 ? workerTable(workers) : "",
    outboxes.length > 0 ? outboxTable(outboxes) : "",
    databases.length > 0 ? memberTable(databases) : "",
    disks.length > 0 ? diskTable(disks) : "",
    backups.length > 0 ? backupTable(backups, now) : "",
    silent.length > 0 ? table([["NO ANSWER", "REASON"], ...silent.map(({ url, reason }) => [url, reason])]) : "",
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

/** Merges the status that several routers report for a server. It is up if all routers report it as up. */
function merged(seen: ClusterStatus["servers"]): ClusterStatus["servers"] {
  const keyOf = ({ tier, address }: ClusterStatus["servers"][number]) => `${tier} ${address}`;
  return [...new Set(seen.map(keyOf))].flatMap((key) => {
    const same = seen.filter((server) => keyOf(server) === key);
    const [first] = same;
    return first === undefined
      ? []
      : [
          {
            ...first,
            status: same.find(({ status }) => !status.startsWith("UP"))?.status ?? first.status,
            current: sum(same.map(({ current }) => current)),
            queued: sum(same.map(({ queued }) => queued)),
          },
        ];
  });
}

/**
 * Servers by tier. The share of a tier is the weight of its available servers divided by the weight of all available
 * servers.
 */
function tierTable(seen: ClusterStatus["servers"]): string {
  const servers = merged(seen);
  const isUp = (server: ClusterStatus["servers"][number]) => server.status.startsWith("UP");
  const total = sum(servers.filter(isUp).map(({ weight }) => weight));
  const rows = [...new Set(servers.map(({ tier }) => tier))].map((tier) => {
    const own = servers.filter((server) => server.tier === tier);
    const up = own.filter(isUp);
    const weight = sum(up.map((server) => server.weight));
    return [
      tier,
      `${up.length}/${own.length}`,
      [...new Set(own.map((server) => String(server.weight)))].join(", "),
      total === 0 ? "-" : `${((100 * weight) / total).toFixed(1)} %`,
      String(sum(own.map(({ current }) => current))),
      String(sum(own.map(({ queued }) => queued))),
    ];
  });
  return table([["TIER", "UP", "WEIGHT", "SHARE", "REQUESTS", "WAITING"], ...rows]);
}

function workerTable(workers: ClusterStatus["workers"]): string {
  const rows = workers.map((worker) => [
    worker.name,
    worker.rate.toFixed(1),
    worker.limit === undefined ? "none" : `${worker.limit.toFixed(1)} (${worker.floor}-${worker.ceiling})`,
    worker.commitLatency === undefined ? "-" : `${(1_000 * worker.commitLatency).toFixed(1)} ms`,
    `${worker.waiting} of ${worker.children}`,
    String(worker.done),
    String(worker.failed),
    String(worker.returned),
    worker.databaseAway === 0 ? "available" : `unavailable for ${worker.databaseAway.toFixed(0)} s`,
  ]);
  return table([["WORKER", "JOBS/S", "LIMIT", "COMMIT", "WAITING", "DONE", "FAILED", "RETURNED", "DATABASE"], ...rows]);
}

function outboxTable(outboxes: ClusterStatus["outboxes"]): string {
  const rows = outboxes.map(({ relay, rows: length, maxRows, oldest, published, refused, blocked }) => [
    relay,
    length === undefined ? "unknown" : `${length} of ${maxRows}`,
    (length ?? 0) === 0 ? "-" : `${oldest.toFixed(0)} s`,
    String(published),
    String(refused),
    blocked === 0 ? "accepts" : `waits for ${blocked.toFixed(0)} s`,
  ]);
  return table([["OUTBOX", "ROWS", "OLDEST", "PUBLISHED", "REFUSED", "QUEUE"], ...rows]);
}

function memberTable(databases: ClusterStatus["databases"]): string {
  const rows = databases.flatMap(({ name, leader, members }) =>
    members.map((member) => [
      name,
      member.name,
      member.name === leader ? "leader" : member.role,
      member.state,
      member.name === leader ? "-" : member.lagBytes === undefined ? "unknown" : bytes(member.lagBytes),
    ]),
  );
  return table([["DATABASE", "MEMBER", "ROLE", "STATE", "LAG"], ...rows]);
}

function backupTable(backups: ClusterStatus["backups"], now: number): string {
  const since = (time: number | undefined) => (time === undefined ? "none yet" : ago(1_000 * time, now));
  const rows = backups.map(({ database, lastFull, lastDifferential, archivedAt, restorableFrom }) => [
    database,
    since(lastFull),
    since(lastDifferential),
    since(archivedAt),
    since(restorableFrom),
  ]);
  return table([["DATABASE", "FULL BACKUP", "DIFFERENTIAL", "WAL ARCHIVED", "RESTORABLE FROM"], ...rows]);
}

function bytes(amount: number): string {
  return amount < 2 ** 10
    ? `${amount} B`
    : amount < 2 ** 20
      ? `${(amount / 2 ** 10).toFixed(1)} KiB`
      : `${(amount / 2 ** 20).toFixed(1)} MiB`;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

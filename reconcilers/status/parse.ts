import type {
  BackupStatus,
  DatabaseStatus,
  DiskStatus,
  OutboxStatus,
  QueueStatus,
  ReconcilerStatus,
  ServerStatus,
  WorkerStatus,
} from "../../contracts/clusterStatus";
import { type DeclaredVolume, diskMetrics } from "../../contracts/diskMeasurements";
import { prometheusMetricOf } from "../../contracts/diskMetrics";
import { serversIn } from "../shared/haproxyStats";
import { resultMetric } from "../shared/result";
import { firstValue, type Sample, samplesIn } from "./samples";

/** Servers with an address, from HAProxy's `/stats;csv`. */
export function parseHaproxy(csv: string): ServerStatus[] {
  return serversIn(csv).flatMap(({ svname = "", addr = "", status = "", weight, scur, qcur }) =>
    addr === "" || addr.startsWith(":")
      ? []
      : [
          {
            // Servers are numbered by the slot of their template: evented-1.
            tier: svname.replace(/-\d+$/, ""),
            address: addr,
            status,
            weight: Number(weight),
            current: Number(scur),
            queued: Number(qcur),
          },
        ],
  );
}

/** Queues, from RabbitMQ's `/metrics/detailed?family=queue_coarse_metrics`. */
export function parseRabbitmq(metrics: string): QueueStatus[] {
  const queues = new Map<string, { ready: number; unacked: number }>();
  for (const { name, labels, value } of samplesIn(metrics)) {
    const [, kind] = /^rabbitmq_detailed_queue_messages_(ready|unacked)$/.exec(name) ?? [];
    const queue = labels["queue"];
    if (kind === undefined || queue === undefined) continue;
    const counts = queues.get(queue) ?? { ready: 0, unacked: 0 };
    counts[kind === "ready" ? "ready" : "unacked"] = value;
    queues.set(queue, counts);
  }
  return [...queues].map(([name, counts]) => ({ name, ...counts })).sort((a, b) => a.name.localeCompare(b.name));
}

/** A worker, from the metrics that `images/app/apture/flow/metrics.py` defines. */
export function parseWorker(metrics: string): WorkerStatus {
  const samples = samplesIn(metrics);
  const optional = (name: string) => firstValue(samples, `apture_${name}`);
  const required = (name: string, labels?: Sample["labels"]) => {
    const value = firstValue(samples, `apture_${name}`, labels);
    if (value === undefined) throw new Error(`the answer lacks apture_${name}`);
    return value;
  };
  const name = samples.find((sample) => sample.name === "apture_worker_info")?.labels["worker"];
  if (name === undefined) throw new Error("the answer is not that of a worker");
  return {
    name,
    rate: required("jobs_per_second"),
    limit: optional("flow_limit_jobs_per_second"),
    floor: optional("flow_floor_jobs_per_second"),
    ceiling: optional("flow_ceiling_jobs_per_second"),
    commitLatency: optional("commit_latency_recent_seconds"),
    waiting: required("jobs_waiting"),
    children: required("children"),
    done: required("jobs_total", { outcome: "done" }),
    failed: required("jobs_total", { outcome: "failed" }),
    returned: required("jobs_total", { outcome: "returned" }),
    databaseAway: required("database_away_seconds"),
  };
}

/** A relay of the outbox, from the metrics that `images/app/apture/outbox/metrics.py` defines. */
export function parseOutbox(metrics: string): OutboxStatus {
  const samples = samplesIn(metrics);
  const relay = samples.find(({ name }) => name === "apture_outbox_relay_info")?.labels["relay"];
  if (relay === undefined) throw new Error("the answer is not that of an outbox relay");
  const required = (name: string) => {
    const value = firstValue(samples, `apture_outbox_${name}`);
    if (value === undefined) throw new Error(`the answer lacks apture_outbox_${name}`);
    return value;
  };
  return {
    relay,
    rows: firstValue(samples, "apture_outbox_rows"),
    maxRows: required("max_rows"),
    oldest: required("oldest_seconds"),
    published: required("published_total"),
    refused: required("refused_total"),
    blocked: required("blocked_seconds"),
  };
}

/** A repository, from the metrics that `reconcilers/backup/metrics.ts` defines. */
export function parseBackup(metrics: string): BackupStatus {
  const samples = samplesIn(metrics);
  const database = samples.find(({ name }) => name === "apture_backup_info")?.labels["database"];
  if (database === undefined) throw new Error("the answer is not that of a backup reconciler");
  const value = (name: string, labels?: Sample["labels"]) => firstValue(samples, `apture_backup_${name}`, labels);
  return {
    database,
    lastFull: value("last_timestamp_seconds", { type: "full" }),
    lastDifferential: value("last_timestamp_seconds", { type: "differential" }),
    restorableFrom: value("oldest_restorable_timestamp_seconds"),
    archivedAt: value("archive_timestamp_seconds"),
    fullEvery: value("interval_seconds", { type: "full" }),
    differentialEvery: value("interval_seconds", { type: "differential" }),
  };
}

/** Last results of reconcilers, from the metrics that `reconcilers/shared/result.ts` defines. */
export function parseResults(metrics: string): ReconcilerStatus[] {
  const results = samplesIn(metrics).filter(({ name }) => name === resultMetric);
  const [first] = results;
  if (first === undefined) return [];
  const { database = "", program, state } = first.labels;
  return [
    {
      database,
      program: program === "backup" ? "backup" : "database",
      state: states.find((one) => one === state) ?? "unknown",
      reasons: results.map(({ labels }) => labels["reason"] ?? "").filter((reason) => reason !== ""),
    },
  ];
}

const states = ["converged", "differs", "refused"] as const;

/** A database, from Patroni's `GET /cluster`. */
export function parsePatroni(name: string, cluster: unknown): DatabaseStatus {
  const listed = field(cluster, "members");
  const members = (Array.isArray(listed) ? listed : []).map((member: unknown) => {
    const lag = field(member, "lag");
    return {
      name: String(field(member, "name")),
      role: String(field(member, "role")),
      state: String(field(member, "state")),
      lagBytes: typeof lag === "number" ? lag : undefined,
    };
  });
  return {
    name,
    leader: members.find(({ role }) => role === "leader")?.name,
    paused: field(cluster, "pause") === true,
    members,
  };
}

/** Measured volumes, from the metrics of a database's reconciler. */
export function parseDisks(metrics: string): DiskStatus[] {
  const samples = samplesIn(metrics);
  return samples
    .filter(({ name }) => name === "apture_disk_measured_timestamp_seconds")
    .map(({ labels, value: at }) => {
      const values = (source: string) =>
        Object.fromEntries(
          diskMetrics.flatMap((metric) => {
            const { name, factor } = prometheusMetricOf[metric];
            const value = firstValue(samples, name, { ...labels, source });
            return value === undefined ? [] : [[metric, value / factor]];
          }),
        );
      return {
        member: labels["member"] ?? "",
        volume: labels["volume"] === "wal" ? "wal" : "data",
        at,
        declared: values("declared"),
        measured: withZeros(values("measured")),
      };
    });
}

const withZeros = ({ writeMBps = 0, readMBps = 0, writeIops = 0, readIops = 0, fsyncs = 0 }: DeclaredVolume) => ({
  writeMBps,
  readMBps,
  writeIops,
  readIops,
  fsyncs,
});

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

import {
  type DeclaredVolume,
  diskMetrics,
  type MeasuredVolume,
  type VolumeName,
} from "../../contracts/diskMeasurements";
import { metricOf } from "../database/metrics";

/** What the services of a cluster say of themselves, as `npm run status` shows it. */
export interface ClusterStatus {
  readonly servers: readonly ServerStatus[];
  readonly queues: readonly QueueStatus[];
  readonly databases: readonly DatabaseStatus[];
  readonly disks: readonly DiskStatus[];
  readonly workers: readonly WorkerStatus[];
  readonly outboxes: readonly OutboxStatus[];
  readonly backups: readonly BackupStatus[];
  /** Probes that got no answer, and why. */
  readonly silent: readonly { readonly url: string; readonly reason: string }[];
}

export interface ServerStatus {
  readonly tier: string;
  readonly address: string;
  readonly status: string;
  readonly weight: number;
  /** Requests under way, and requests that wait for this server. */
  readonly current: number;
  readonly queued: number;
}

export interface QueueStatus {
  readonly name: string;
  readonly ready: number;
  readonly unacked: number;
}

export interface DatabaseStatus {
  readonly name: string;
  readonly leader: string | undefined;
  readonly members: readonly {
    readonly name: string;
    readonly role: string;
    readonly state: string;
    readonly lagBytes: number | undefined;
  }[];
}

/** A volume that was measured, with what is declared of it. */
export interface DiskStatus {
  readonly member: string;
  readonly volume: VolumeName;
  /** Seconds since 1970. */
  readonly at: number;
  readonly declared: DeclaredVolume;
  readonly measured: MeasuredVolume;
}

export interface WorkerStatus {
  readonly name: string;
  /** Jobs per second in the last interval. */
  readonly rate: number;
  /** Jobs per second; undefined without flow control. */
  readonly limit: number | undefined;
  readonly floor: number | undefined;
  readonly ceiling: number | undefined;
  /** Mean of the last interval, in seconds; undefined if nothing was committed. */
  readonly commitLatency: number | undefined;
  /** Jobs that wait for their turn or for a database, of so many at a time. */
  readonly waiting: number;
  readonly children: number;
  /** Deliveries since it started, by how they ended. */
  readonly done: number;
  readonly failed: number;
  readonly returned: number;
  /** Seconds for which the database has not answered; 0 while it does. */
  readonly databaseAway: number;
}

/** The outbox as one relay sees it. Ages are in seconds. */
export interface OutboxStatus {
  readonly relay: string;
  /** Jobs that wait; undefined until the relay has counted them. */
  readonly rows: number | undefined;
  readonly maxRows: number;
  readonly oldest: number;
  /** Since the relay started: jobs that the broker confirmed, and attempts that it refused or did not confirm. */
  readonly published: number;
  readonly refused: number;
  /** How long the relay has waited for the queue or the database; 0 while both accept. */
  readonly blocked: number;
}

/** A database's repository. Times are seconds since 1970; undefined where there is nothing yet. */
export interface BackupStatus {
  readonly database: string;
  readonly lastFull: number | undefined;
  readonly lastDifferential: number | undefined;
  /** The earliest time that can be restored. */
  readonly restorableFrom: number | undefined;
  /** When the newest file of the write-ahead log was archived. */
  readonly archivedAt: number | undefined;
}

/** Servers with an address, of HAProxy's `/stats;csv`. Source of the columns: HAProxy 3.0 management guide, 9.1. */
export function parseHaproxy(csv: string): ServerStatus[] {
  const [header = "", ...lines] = csv.trim().split("\n");
  const columns = header.replace(/^# /, "").split(",");
  return lines.flatMap((line) => {
    const cells = line.split(",");
    const cell = (name: string) => cells[columns.indexOf(name)] ?? "";
    if (["FRONTEND", "BACKEND"].includes(cell("svname")) || cell("addr") === "" || cell("addr").startsWith(":"))
      return [];
    return [
      {
        // Servers are numbered by the slot of their template: evented-1.
        tier: cell("svname").replace(/-\d+$/, ""),
        address: cell("addr"),
        status: cell("status"),
        weight: Number(cell("weight")),
        current: Number(cell("scur")),
        queued: Number(cell("qcur")),
      },
    ];
  });
}

/** Queues of RabbitMQ's `/metrics/detailed?family=queue_coarse_metrics`. */
export function parseRabbitmq(metrics: string): QueueStatus[] {
  const queues = new Map<string, { ready: number; unacked: number }>();
  const line = /^rabbitmq_detailed_queue_messages_(ready|unacked)\{[^}]*queue="([^"]+)"[^}]*\} (\S+)$/gm;
  for (const [, kind, name = "", value] of metrics.matchAll(line)) {
    const queue = queues.get(name) ?? { ready: 0, unacked: 0 };
    queue[kind === "ready" ? "ready" : "unacked"] = Number(value);
    queues.set(name, queue);
  }
  return [...queues].map(([name, counts]) => ({ name, ...counts })).sort((a, b) => a.name.localeCompare(b.name));
}

/** A worker, of the metrics that `images/app/apture/flow/metrics.py` names. */
export function parseWorker(metrics: string): WorkerStatus {
  const samples = new Map(
    [...metrics.matchAll(/^(apture_\w+(?:\{[^}]*\})?) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]),
  );
  const maybe = (name: string) => {
    const value = samples.get(`apture_${name}`) ?? NaN;
    return Number.isNaN(value) ? undefined : value;
  };
  const sure = (name: string) => {
    const value = maybe(name);
    if (value === undefined) throw new Error(`the answer lacks apture_${name}`);
    return value;
  };
  const name = /^apture_worker_info\{worker="([^"]+)"\}/m.exec(metrics)?.[1];
  if (name === undefined) throw new Error("the answer is no worker's");
  return {
    name,
    rate: sure("jobs_per_second"),
    limit: maybe("flow_limit_jobs_per_second"),
    floor: maybe("flow_floor_jobs_per_second"),
    ceiling: maybe("flow_ceiling_jobs_per_second"),
    commitLatency: maybe("commit_latency_recent_seconds"),
    waiting: sure("jobs_waiting"),
    children: sure("children"),
    done: sure('jobs_total{outcome="done"}'),
    failed: sure('jobs_total{outcome="failed"}'),
    returned: sure('jobs_total{outcome="returned"}'),
    databaseAway: sure("database_away_seconds"),
  };
}

/** A relay of the outbox, of the metrics that `images/app/apture/outbox/metrics.py` names. */
export function parseOutbox(metrics: string): OutboxStatus {
  const relay = /^apture_outbox_relay_info\{relay="([^"]+)"\}/m.exec(metrics)?.[1];
  if (relay === undefined) throw new Error("the answer is no relay's");
  const samples = new Map(
    [...metrics.matchAll(/^apture_outbox_(\w+) (\S+)$/gm)].map(([, name, value]) => [name, value]),
  );
  const value = (name: string) => {
    const text = samples.get(name);
    if (text === undefined) throw new Error(`the answer lacks apture_outbox_${name}`);
    return Number(text);
  };
  const rows = value("rows");
  return {
    relay,
    rows: Number.isNaN(rows) ? undefined : rows,
    maxRows: value("max_rows"),
    oldest: value("oldest_seconds"),
    published: value("published_total"),
    refused: value("refused_total"),
    blocked: value("blocked_seconds"),
  };
}

/** A repository, of the metrics that `reconcilers/backup/metrics.ts` names. */
export function parseBackup(metrics: string): BackupStatus {
  const samples = new Map(
    [...metrics.matchAll(/^(apture_backup_\w+(?:\{[^}]*\})?) (\S+)$/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]),
  );
  const database = /^apture_backup_info\{database="([^"]+)"\}/m.exec(metrics)?.[1];
  if (database === undefined) throw new Error("the answer is no repository's");
  return {
    database,
    lastFull: samples.get('apture_backup_last_timestamp_seconds{type="full"}'),
    lastDifferential: samples.get('apture_backup_last_timestamp_seconds{type="differential"}'),
    restorableFrom: samples.get("apture_backup_oldest_restorable_timestamp_seconds"),
    archivedAt: samples.get("apture_backup_archive_timestamp_seconds"),
  };
}

/** A database of Patroni's `GET /cluster`. */
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
  return { name, leader: members.find(({ role }) => role === "leader")?.name, members };
}

/** Volumes that were measured, of the metrics of a database's reconciler. */
export function parseDisks(metrics: string): DiskStatus[] {
  const samples = new Map(
    [...metrics.matchAll(/^(\S+) (\S+)$/gm)].map(([, name = "", value]) => [name, Number(value)]),
  );
  const times = metrics.matchAll(
    /^apture_disk_measured_timestamp_seconds\{[^}]*member="([^"]+)",volume="(data|wal)"\} (\S+)$/gm,
  );
  return [...times].map(([line, member = "", name, at]) => {
    const volume = name === "wal" ? "wal" : "data";
    const labels = line.slice(line.indexOf("{") + 1, line.indexOf("}"));
    const figures = (source: string) =>
      Object.fromEntries(
        diskMetrics.flatMap((figure) => {
          const value = samples.get(`${metricOf[figure].name}{${labels},source="${source}"}`);
          return value === undefined ? [] : [[figure, value / metricOf[figure].factor]];
        }),
      );
    return { member, volume, at: Number(at), declared: figures("declared"), measured: measuredOf(figures("measured")) };
  });
}

function measuredOf({
  writeMBps = 0,
  readMBps = 0,
  writeIops = 0,
  readIops = 0,
  fsyncs = 0,
}: DeclaredVolume): MeasuredVolume {
  return { writeMBps, readMBps, writeIops, readIops, fsyncs };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** What the services of a cluster say of themselves, as `npm run status` shows it. */
export interface ClusterStatus {
  readonly servers: readonly ServerStatus[];
  readonly queues: readonly QueueStatus[];
  readonly databases: readonly DatabaseStatus[];
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
  readonly members: readonly { readonly name: string; readonly role: string; readonly state: string; readonly lagBytes: number | undefined }[];
}

/** Servers with an address, of HAProxy's `/stats;csv`. Source of the columns: HAProxy 3.0 management guide, 9.1. */
export function parseHaproxy(csv: string): ServerStatus[] {
  const [header = "", ...lines] = csv.trim().split("\n");
  const columns = header.replace(/^# /, "").split(",");
  return lines.flatMap((line) => {
    const cells = line.split(",");
    const cell = (name: string) => cells[columns.indexOf(name)] ?? "";
    if (["FRONTEND", "BACKEND"].includes(cell("svname")) || cell("addr") === "" || cell("addr").startsWith(":")) return [];
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

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

import type { Message } from "amqplib";

/** A job that was given up. */
export interface DeadLetter {
  /** The job's name; none where it is no job of Celery's. */
  readonly job?: string;
  readonly task?: string;
  /** RabbitMQ's word: `delivery_limit`, `expired`, `rejected`, `maxlen`. */
  readonly reason: string;
  /** How often it died since it was last put into the queue. */
  readonly deaths: number;
  /** How often it was replayed. */
  readonly replays: number;
  /** When it died last, ISO 8601. */
  readonly at?: string;
  /** The queue that gave it up. */
  readonly from?: string;
}

/** Counts the replays of a job, which RabbitMQ takes for a new one each time. */
export const replaysHeader = "x-apture-replays";

/** What RabbitMQ and Celery have written on a dead letter. */
export function letterOf({ properties }: Pick<Message, "properties">): DeadLetter {
  const headers = record(properties.headers);
  const deaths = Array.isArray(headers["x-death"]) ? headers["x-death"].map(record) : [];
  // The latest one is the first.
  const [last] = deaths;
  const time = record(last?.["time"])["value"];
  return {
    ...optional("job", headers["id"] ?? properties.correlationId),
    ...optional("task", headers["task"]),
    reason: String(last?.["reason"] ?? "none"),
    deaths: deaths.reduce((sum, { count }) => sum + Number(count), 0),
    replays: Number(headers[replaysHeader] ?? 0),
    ...(typeof time === "number" ? { at: new Date(1_000 * time).toISOString() } : {}),
    ...optional("from", last?.["queue"]),
  };
}

const optional = <K extends string>(key: K, value: unknown) =>
  typeof value === "string" ? ({ [key]: value } as Record<K, string>) : {};

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

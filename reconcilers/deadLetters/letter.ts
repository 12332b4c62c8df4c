import type { Message } from "amqplib";
import type { DeadLetter } from "../../contracts/deadLetters";

/** Counts the replays of a job. RabbitMQ treats each replay as a new message. */
export const replaysHeader = "x-apture-replays";

/** Reads what RabbitMQ and Celery have recorded in the headers of a dead letter. */
export function letterOf({ properties }: Pick<Message, "properties">): DeadLetter {
  const headers = record(properties.headers);
  const deaths = Array.isArray(headers["x-death"]) ? headers["x-death"].map(record) : [];
  // RabbitMQ puts the latest death first.
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

import { randomUUID } from "node:crypto";
import { eventually } from "../../../testing/checkers/eventually";
import { cluster } from "./cluster";
import { containers, engine, inTask } from "./engine";
import { get, post } from "./requests";

const declared = { queue: "maxItems: 200_000,", flow: "floor: 5, ceiling: 200,", cache: "  cache: {" };
const waivers = `  waivers: { "queue-drain": { reason: "The test fills the queue.", until: "2100-01-01" } },\n`;

/**
 * Edits the queue's settings, and the limits of the workers' flow control, in the declaration as the test began with.
 */
export class QueueDeclaration {
  private readonly base = cluster.read(cluster.declaration);

  write(queue: string, flow = declared.flow): void {
    this.restore();
    cluster.declare(declared.queue, queue);
    cluster.declare(declared.flow, flow);
    cluster.declare(declared.cache, `${waivers}${declared.cache}`);
  }

  restore(): void {
    cluster.write(cluster.declaration, this.base);
  }
}

/** A name that no earlier test run has used. */
export const unique = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;

/** Sends an event. Returns the status, with the job or the reason of the rejection. */
export async function sendEvent(
  slug: string,
  kind: string,
): Promise<{ status: number; job: string | undefined; error: string | undefined; retryAfter: string | null }> {
  const response = await post("/events", { slug, kind });
  const { job, error } = (await response.json()) as { job?: string; error?: string };
  return { job, error, status: response.status, retryAfter: response.headers.get("retry-after") };
}

/** Sends an event that must be accepted. Returns its job. */
export async function acceptedEvent(slug: string, kind: string): Promise<string> {
  const event = await sendEvent(slug, kind);
  if (event.job === undefined) throw new Error(`the event was rejected: ${JSON.stringify(event)}`);
  return event.job;
}

export async function stateOf(job: string): Promise<string> {
  return ((await (await get(`/jobs/${job}`)).json()) as { state: string }).state;
}

/** Waits until all of these jobs are done. */
export async function untilDone(jobs: readonly string[]): Promise<void> {
  let left = jobs;
  await eventually(async () => {
    const states = await Promise.all(left.map(stateOf));
    left = left.filter((_, index) => states[index] !== "done");
    expect(left).toEqual([]);
  });
}

export const rabbitmqctl = (...args: string[]) => inTask("queue-app-1", "rabbitmqctl", "-q", ...args);

/** Returns when each running container of the broker started. */
export async function brokerStarts(): Promise<string[]> {
  const brokers = (await containers()).filter(({ Names }) => Names.some((name) => name.includes("_queue-app-1.")));
  return Promise.all(brokers.map(async ({ Id }) => (await engine.getContainer(Id).inspect()).State.StartedAt));
}

/** Returns the broker's policies: their definitions by name. */
export async function brokerPolicies(): Promise<Record<string, unknown>> {
  const all = JSON.parse(await rabbitmqctl("--formatter", "json", "list_policies")) as {
    name: string;
    definition: string;
  }[];
  return Object.fromEntries(all.map(({ name, definition }) => [name, JSON.parse(definition)]));
}

/** Returns the messages in a queue of the broker, or undefined if the broker has no such queue. */
export async function messagesIn(queue: string): Promise<number | undefined> {
  const queues = JSON.parse(await rabbitmqctl("--formatter", "json", "list_queues", "name", "messages")) as {
    name: string;
    messages: number;
  }[];
  return queues.find(({ name }) => name === queue)?.messages;
}

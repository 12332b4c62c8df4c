import { parseSize } from "../../components/declaration/units";
import { settingChanges } from "../diff/compare";
import type { Effect } from "../diff/schema";
import { count, listOf, settingText } from "../phrasing/phrases";
import { agree, type Change, isRestart, names, type Rule, withImage } from "./rule";

/** New and removed brokers, and settings of the queue that reject or drop jobs. */
export const queue: Rule = (change) => [...joins(change), ...leaves(change), ...rejects(change), ...drops(change)];

function joins(change: Change): Effect[] {
  const found = withImage(change, "rabbitmq").filter(({ operation }) => operation === "added");
  if (found.length === 0) return [];
  return [
    {
      class: "live",
      what:
        `${listOf(names(found))} ${agree(found, "joins", "join")} the brokers. The copies of the queue stay on the ` +
        "brokers that ran when it was created; a new broker gets none automatically.",
      why: "queue.brokers names more machines.",
      rollback: "Revert, before the queue has copies there.",
      services: names(found),
    },
  ];
}

function leaves(change: Change): Effect[] {
  const found = withImage(change, "rabbitmq").filter(({ operation }) => operation === "removed");
  if (found.length === 0) return [];
  const { was, remaining } = brokersOf(change);
  const lost = was - remaining;
  const stops = losesMajority(change);
  const copies = `${remaining} of the ${was} copies ${remaining === 1 ? "is" : "are"} left`;
  const data: Effect = {
    class: "data",
    summary: stops
      ? `the queue stops, because ${lost} of its ${count(was, "copy", "copies")} ${lost === 1 ? "is" : "are"} removed`
      : `the queue loses ${lost} of its ${was} copies`,
    what:
      `${listOf(names(found))} ${agree(found, "stops", "stop")} with ${agree(found, "its copy", "their copies")} ` +
      `of all waiting jobs: ${copies}. The queue stops when half of the ${was} copies are unavailable.`,
    why: "queue.brokers no longer names their machines. Their volumes stay.",
    rollback: "Revert: the broker starts with its volume and catches up.",
    services: names(found),
  };
  if (!stops) return [data];
  return [
    data,
    {
      class: "outage",
      summary: "events are rejected until the brokers are declared again",
      what:
        `Events are answered 503 until the brokers are declared again: ${copies}, which is no majority. Edits are accepted until the outbox is full. ` +
        'Pages are served. To change the brokers without loss: set queue.status to "readOnly" until the queue is ' +
        "empty; then name only machines that had no broker: a new queue starts there. Dead letters stay on the old " +
        "volumes, so replay them before.",
      why: "A queue accepts jobs only while a majority of its copies is available.",
      durationNote: "until the brokers are declared again",
      rollback: "Revert: the brokers start with their volumes, and no job is lost.",
      services: names(withImage(change, "rabbitmq").filter(isRestart)),
    },
  ];
}

/** The number of brokers before the change, and the number of those that stay. */
function brokersOf({ before, after }: Change): { readonly was: number; readonly remaining: number } {
  const [old, now] = [before, after].map(({ services }) =>
    services.filter(({ image }) => image === "rabbitmq").map(({ name }) => name),
  );
  return { was: old?.length ?? 0, remaining: (old ?? []).filter((name) => now?.includes(name)).length };
}

/** Whether so many brokers are removed that the queue stops. */
export function losesMajority(change: Change): boolean {
  const { was, remaining } = brokersOf(change);
  return 2 * remaining <= was;
}

function rejects({ before, after }: Change): Effect[] {
  const [was, is] = [settingOf(before.declared, "status"), settingOf(after.declared, "status")];
  if (was === is || is === "up") return [];
  return [
    {
      class: "outage",
      summary: `events are rejected while queue.status is "${String(is)}"`,
      what:
        `Events are answered 503 with Retry-After while queue.status is "${String(is)}". Pages are served, edits are ` +
        `accepted until the outbox is full, and ${is === "quiescent" ? "no job runs" : "workers drain the queue"}.`,
      why: `queue.status changes from "${String(was)}" to "${String(is)}".`,
      durationNote: "until queue.status is up",
      rollback: 'Set queue.status to "up"; it is applied live.',
      services: [],
    },
  ];
}

function drops({ before, after }: Change): Effect[] {
  return settingChanges(settingOf(before.declared), settingOf(after.declared)).flatMap(
    ({ path, before: was, after: is }): Effect[] => {
      const [field = ""] = path.split(".").slice(-1);
      const dropsAlways = path === "deadLetters.maxItems" || /^fanout\..*\.max(Items|Bytes)$/.test(path);
      const dropsOldest =
        dropsAlways || (/^max(Items|Bytes)$/.test(path) && settingOf(after.declared, "whenFull") === "dropOldest");
      if (!dropsOldest || amount(is) >= amount(was)) return [];
      const limit = field === "maxItems" ? `${settingText(is)} messages` : `${settingText(is)} of messages`;
      return [
        {
          class: "data",
          summary: `if more than ${limit} wait, the oldest are dropped`,
          what: `If more than ${limit} wait, the oldest are dropped immediately.`,
          why:
            `queue.${path} changes from ${was === undefined ? "no limit" : settingText(was)} to ` +
            `${settingText(is)}, and this queue drops its oldest messages.`,
          rollback: "None: dropped messages are lost. Check npm run status before.",
          services: [],
        },
      ];
    },
  );
}

/** A number or a size; a limit that is not declared is infinite. */
const amount = (value: unknown): number =>
  typeof value === "number" ? value : (parseSize(value) ?? Number.POSITIVE_INFINITY);

function settingOf(declared: Readonly<Record<string, unknown>>, field?: string): unknown {
  const section = declared["queue"];
  if (field === undefined) return section;
  return typeof section === "object" && section !== null ? Reflect.get(section, field) : undefined;
}

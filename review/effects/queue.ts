import { formatNumber } from "../../lib/format";
import { settingChanges } from "../diff/compare";
import type { Effect } from "../diff/schema";
import { listOf } from "../phrasing/phrases";
import { agree, type Change, names, type Rule, withImage } from "./rule";

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
  const [was, is] = [change.before.metrics.queue.brokers, change.after.metrics.queue.brokers];
  return [
    {
      class: "data",
      summary:
        2 * is <= was
          ? `the queue stops, because ${was - is} of its ${was} copies are removed`
          : `the queue loses ${was - is} of its ${was} copies`,
      what:
        `${listOf(names(found))} ${agree(found, "stops", "stop")} with ${agree(found, "its copy", "their copies")} ` +
        `of all waiting jobs: ${is} of the ${was} copies ${is === 1 ? "is" : "are"} left. The queue stops when ` +
        `half of the ${was} copies are unavailable.`,
      why: "queue.brokers names fewer machines. Their volumes stay.",
      rollback: "Revert: the broker starts with its volume and catches up.",
      services: names(found),
    },
  ];
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
      const isLower = typeof was === "number" && typeof is === "number" && is < was;
      const dropsAlways = path === "deadLetters.maxItems" || /^fanout\..*\.maxItems$/.test(path);
      const dropsOldest =
        dropsAlways || (path === "maxItems" && settingOf(after.declared, "whenFull") === "dropOldest");
      if (!isLower || !dropsOldest) return [];
      return [
        {
          class: "data",
          summary: `if more than ${formatNumber(is)} messages wait, the oldest are dropped`,
          what: `If more than ${formatNumber(is)} messages wait, the oldest are dropped immediately.`,
          why:
            `queue.${path} changes from ${formatNumber(was)} to ${formatNumber(is)}, and this queue drops its ` +
            "oldest messages.",
          rollback: "None: dropped messages are lost. Check npm run status before.",
          services: [],
        },
      ];
    },
  );
}

function settingOf(declared: Readonly<Record<string, unknown>>, field?: string): unknown {
  const section = declared["queue"];
  if (field === undefined) return section;
  return typeof section === "object" && section !== null ? Reflect.get(section, field) : undefined;
}

import { formatNumber } from "../../lib/format";
import type { Effect } from "../diff/schema";
import { settingChanges } from "../diff/settings";
import type { Change, Rule } from "./rule";

/** What changes for producers and for jobs that wait; all of it is live, and some of it loses or refuses. */
export const queue: Rule = (change) => [...refuses(change), ...drops(change)];

function refuses({ before, after }: Change): Effect[] {
  const [was, is] = [read(before.declared, "status"), read(after.declared, "status")];
  if (was === is || is === "up") return [];
  return [
    {
      class: "outage",
      brief: `events are refused while queue.status is "${String(is)}"`,
      what:
        `Events are answered 503 with Retry-After for as long as queue.status is "${String(is)}"; pages are served, edits are ` +
        `accepted until the outbox is full${is === "quiescent" ? ", and no job is done" : ", and workers drain the queue"}.`,
      why: `queue.status goes from "${String(was)}" to "${String(is)}".`,
      takes: "until it is up again",
      back: 'queue.status "up", live.',
      services: [],
    },
  ];
}

function drops({ before, after }: Change): Effect[] {
  return settingChanges(read(before.declared), read(after.declared)).flatMap(
    ({ path, before: was, after: is }): Effect[] => {
      const lower = typeof was === "number" && typeof is === "number" && is < was;
      const always = path === "deadLetters.maxItems" || /^fanout\..*\.maxItems$/.test(path);
      const dropping = always || (path === "maxItems" && read(after.declared, "whenFull") === "dropOldest");
      if (!lower || !dropping) return [];
      return [
        {
          class: "data",
          brief: `the oldest beyond ${formatNumber(is)} are dropped`,
          what: `Where more than ${formatNumber(is)} wait, the oldest are dropped at once.`,
          why: `queue.${path} goes from ${formatNumber(was)} to ${formatNumber(is)}, and such a queue drops its oldest.`,
          back: "None: what was dropped is gone. Look at npm run status before.",
          services: [],
        },
      ];
    },
  );
}

function read(declared: Readonly<Record<string, unknown>>, field?: string): unknown {
  const block = declared["queue"];
  if (field === undefined) return block;
  return typeof block === "object" && block !== null ? Reflect.get(block, field) : undefined;
}

import { looked, startSeconds, stopSeconds } from "../diff/durationModel";
import type { Effect } from "../diff/schema";
import type { ServiceChange } from "../diff/services";
import { all, causes, names } from "../phrasing/sentences";
import { type Change, ofImage, type Rule } from "./rule";

/** Brokers are services of one task each, and `up` changes all of them at the same time. */
export const brokers: Rule = (change) => {
  const changed = ofImage(change, "rabbitmq");
  const of = (...fates: readonly ServiceChange["fate"][]) => changed.filter(({ fate }) => fates.includes(fate));
  return [...restart(of("restarted", "replaced")), ...join(of("added")), ...leave(of("removed"), change)];
};

function restart(found: readonly ServiceChange[]): Effect[] {
  if (found.length === 0) return [];
  const away = Math.max(
    ...found.map(({ after }) => (after === undefined ? 0 : stopSeconds(after) + startSeconds(after))),
  );
  return [
    {
      class: "outage",
      brief: `events are refused for about ${away} s`,
      what:
        `${all(names(found))} restart at the same time: events are answered 503 for about ${away} s. Pages are served, edits are ` +
        `accepted, workers wait, and jobs stay on disk.`,
      why: `${causes(found)}.`,
      seconds: looked(away + 3),
      outage: away,
      back: "Revert, at the same price.",
      services: names(found),
    },
  ];
}

function join(found: readonly ServiceChange[]): Effect[] {
  if (found.length === 0) return [];
  return [
    {
      class: "live",
      what:
        `${all(names(found))} ${found.length === 1 ? "joins" : "join"} the brokers. The queue has its copies on the brokers that ran when ` +
        `it was made, and gets none there by itself.`,
      why: "queue.brokers names more machines.",
      back: "Revert, before the queue has copies there.",
      services: names(found),
    },
  ];
}

function leave(found: readonly ServiceChange[], { before, after }: Change): Effect[] {
  if (found.length === 0) return [];
  const [was, is] = [before.figures.queue.brokers, after.figures.queue.brokers];
  return [
    {
      class: "data",
      brief: `the queue keeps ${is} of its ${was} copies`,
      what:
        `${all(names(found))} ${found.length === 1 ? "stops" : "stop"}, and with ` +
        `${found.length === 1 ? "it its copy" : "them their copies"} of every job that waits: ${is} of the queue's ${was} copies are left, and ` +
        `it stops once half of the ${was} are away.`,
      why: "queue.brokers names fewer machines. Volumes stay where they are.",
      back: "Revert: the broker comes back with its volume, and catches up.",
      services: names(found),
    },
  ];
}

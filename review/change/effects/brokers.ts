import { looked, startSeconds, stopSeconds } from "../seconds";
import type { Effect } from "../schema";
import { ofImage, type Rule } from "./rule";
import { all, causes, count, names } from "./words";

/** Brokers are services of one task each, and `up` changes all of them at the same time. */
export const brokers: Rule = (change) => {
  const all_ = ofImage(change, "rabbitmq");
  const restarted = all_.filter(({ fate }) => fate === "restarted" || fate === "replaced");
  const added = all_.filter(({ fate }) => fate === "added");
  const gone = all_.filter(({ fate }) => fate === "removed");
  const effects: Effect[] = [];
  if (restarted.length > 0) {
    const away = Math.max(...restarted.map(({ after }) => (after === undefined ? 0 : stopSeconds(after) + startSeconds(after))));
    effects.push({
      class: "outage",
      what: `${all(names(restarted))} restart at the same time: edits and events are answered 503 for about ${away} s; pages are served, workers wait, jobs stay on disk.`,
      why: `${causes(restarted)}.`,
      seconds: looked(away + 3),
      outage: away,
      back: "The same diff reversed, at the same price.",
      services: names(restarted),
    });
  }
  if (added.length > 0) {
    effects.push({
      class: "live",
      what: `${all(names(added))} ${added.length === 1 ? "joins" : "join"} the brokers. The queue keeps its copies where they are: it gains nothing from them yet.`,
      why: "A quorum queue has its copies on the brokers that ran when it was made.",
      back: "Remove them again before the queue has copies there.",
      services: names(added),
    });
  }
  if (gone.length > 0) {
    effects.push({
      class: "data",
      what: `${all(names(gone))} ${gone.length === 1 ? "goes" : "go"}, with ${gone.length === 1 ? "its copy" : "their copies"} of every job that waits: ${count(change.after.figures.queue.brokers, "broker")} of the queue's ${change.before.figures.queue.brokers} are left, and it stops when a majority is away.`,
      why: "A broker is no longer declared; its volume stays on its machine.",
      back: "Declare it again: it comes back with its volume and catches up.",
      services: names(gone),
    });
  }
  return effects;
};

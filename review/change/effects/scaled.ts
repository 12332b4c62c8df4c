import { looked, startSeconds, stopSeconds } from "../seconds";
import type { Rule } from "./rule";

/** Services that get more tasks, or fewer; none of the others restarts. */
export const scaled: Rule = ({ services }) =>
  services.flatMap(({ name, fate, before, after }) => {
    if ((fate !== "scaled" && fate !== "placed") || before === undefined || after === undefined || before.replicas === after.replicas) return [];
    const more = after.replicas > before.replicas;
    const gone = after.replicas === 0;
    return [
      {
        class: "live",
        what: gone
          ? `${name} stops: none of its ${before.replicas} tasks runs.`
          : `${name} has ${before.replicas} → ${after.replicas} tasks: ${more ? "the new ones start beside them" : "the rest ends what it has at hand, and stops"}.`,
        why: "Its number of tasks changes, and nothing else of it.",
        seconds: looked(more ? startSeconds(after) : stopSeconds(after)),
        back: "The same diff reversed, as quickly.",
        services: [name],
      },
    ];
  });

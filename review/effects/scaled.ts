import { looked, startSeconds, stopSeconds } from "../diff/durationModel";
import type { Rule } from "./rule";

/** Services that get more tasks, or fewer, while the others run on. */
export const scaled: Rule = ({ services }) =>
  services.flatMap(({ name, fate, before, after }) => {
    if (
      (fate !== "scaled" && fate !== "placed") ||
      before === undefined ||
      after === undefined ||
      before.replicas === after.replicas
    )
      return [];
    const more = after.replicas > before.replicas;
    const what =
      after.replicas === 0
        ? `${name} stops: none of its ${before.replicas} tasks runs.`
        : `${name} goes from ${before.replicas} to ${after.replicas} tasks: ` +
          `${more ? "new ones start beside those that run" : "those that go end what they have at hand, and stop"}.`;
    return [
      {
        class: "live",
        what,
        why: "Only its number of tasks changes.",
        seconds: looked(more ? startSeconds(after) : stopSeconds(after)),
        back: "Revert, as quickly.",
        services: [name],
      },
    ];
  });

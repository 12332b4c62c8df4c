import { rollSeconds } from "../seconds";
import type { Rule } from "./rule";
import { all, byCauses, causes, names, withTasks } from "./words";

/** Services whose new tasks start before the old ones stop. */
export const rolling: Rule = ({ services }) =>
  byCauses(services.filter(({ fate, after }) => fate === "restarted" && after?.update.order === "start-first")).map((group) => ({
    class: "rolling",
    what: `${all(group.map(withTasks))} ${group.length === 1 ? "rolls" : "roll"}: each new task serves before an old one stops.`,
    why: `${causes(group)}.`,
    seconds: Math.max(...group.map(({ after }) => (after === undefined ? 0 : rollSeconds(after)))),
    back: "The same diff reversed: they roll again, and as long.",
    services: names(group),
  }));

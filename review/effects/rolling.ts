import { rollSeconds } from "../diff/durationModel";
import { byCauses, causes, does, names, tasks } from "../phrasing/sentences";
import type { Rule } from "./rule";

/** Services whose new tasks start before the old ones stop. */
export const rolling: Rule = ({ services }) =>
  byCauses(services.filter(({ fate, after }) => fate === "restarted" && after?.update.order === "start-first")).map(
    (group) => ({
      class: "rolling",
      what: `${tasks(group)} ${does(group, "rolls", "roll")}: each new one serves before an old one stops.`,
      why: `${causes(group)}.`,
      seconds: Math.max(...group.map(({ after }) => (after === undefined ? 0 : rollSeconds(after)))),
      back: "Revert: they roll again, and as long.",
      services: names(group),
    }),
  );

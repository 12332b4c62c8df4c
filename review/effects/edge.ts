import { looked, startSeconds } from "../diff/durationModel";
import { causes, count } from "../phrasing/sentences";
import type { Rule } from "./rule";

/** How long an edge that stops keeps the connections that it has (`hard-stop-after`). */
const drains = 25;

/** The edge owns its port, so the old task must stop before the new one starts. */
export const edge: Rule = ({ services }) =>
  services.flatMap((change) => {
    const { name, fate, after } = change;
    if (name !== "edge" || fate !== "restarted" || after === undefined) return [];
    const away = drains + startSeconds(after);
    return [
      {
        class: "outage",
        brief: `each edge takes no connection for up to ${away} s`,
        what:
          `edge restarts on ${after.replicas === 1 ? "its machine" : `its ${count(after.replicas, "machine")}, one after the other`}: it ` +
          `takes no connection there for up to ${away} s, and cuts those that are still open after ${drains} s.`,
        why: `${causes([change])}.`,
        seconds: looked(after.replicas * (away + 3)),
        outage: away,
        back: "Revert, at the same price.",
        services: [name],
      },
    ];
  });

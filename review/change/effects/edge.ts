import { looked, startSeconds } from "../seconds";
import type { Rule } from "./rule";
import { causes, count } from "./words";

/** How long an edge that stops keeps connections (`hard-stop-after`). */
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
        what: `edge restarts on its ${count(after.replicas, "machine")}, one after the other: each takes no connection for up to ${away} s, and cuts those that are open after ${drains} s.`,
        why: `${causes([change])}.`,
        seconds: looked(after.replicas * (away + 3)),
        outage: away,
        back: "The same diff reversed, at the same price.",
        services: [name],
      },
    ];
  });

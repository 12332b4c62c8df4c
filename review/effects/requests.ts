import { parseSize } from "../../components/declaration/units";
import type { Effect } from "../diff/schema";
import { listOf, settingText } from "../phrasing/phrases";
import { fieldOf } from "./declared";
import type { Change, Rule } from "./rule";

/** Requests that routers accepted before and reject now. */
export const rejectedRequests: Rule = (change) => [...lostRoutes(change), ...smallerBodies(change)];

function lostRoutes(change: Change): Effect[] {
  const [old, now] = settingsOf(change, "routes").map((value) => (Array.isArray(value) ? value.map(String) : []));
  const lost = (old ?? []).filter((route) => !now?.includes(route));
  if (lost.length === 0) return [];
  return [
    {
      class: "outage",
      summary: `requests for ${listOf(lost)} are answered 404`,
      what: `Requests for ${listOf(lost)} are answered 404, unless another route covers them.`,
      why: `loadBalancer.routes no longer has ${listOf(lost)}.`,
      durationNote: "until the route is declared again",
      rollback: "Revert: the requests are served again.",
      services: [],
    },
  ];
}

function smallerBodies(change: Change): Effect[] {
  const [was, is] = settingsOf(change, "maxBody");
  if ((parseSize(is) ?? Infinity) >= (parseSize(was) ?? 0)) return [];
  return [
    {
      class: "outage",
      summary: `requests with a body of more than ${settingText(is)} are answered 413`,
      what: `Requests with a body of more than ${settingText(is)} are answered 413; up to ${settingText(was)} was accepted.`,
      why: `loadBalancer.maxBody changes from ${settingText(was)} to ${settingText(is)}.`,
      durationNote: "until the limit is raised again",
      rollback: "Revert: such requests are accepted again.",
      services: [],
    },
  ];
}

const settingsOf = ({ before, after }: Change, field: string): unknown[] =>
  [before, after].map(({ declared }) => ["loadBalancer", field].reduce<unknown>(fieldOf, declared));

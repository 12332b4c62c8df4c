import { formatNumber } from "../../lib/format";
import type { Policy } from "../policy";
import { relayConnections } from "../relayConnections";

/** Part of a database's connections that workers may hold: while its commits stand still, each worker holds one, and the rest is for requests. */
const share = 0.5;

/** Workers must leave connections to the web, however slow the database. */
export const workerConnections: Policy = {
  name: "worker-connections",
  level: "mandatory",
  check: ({ declared: { databases, workers }, plan }) =>
    plan.application.databases.flatMap((name) => {
      const connections = databases[name]?.connections ?? 0;
      // A rollout starts the new worker before the old one stops.
      const jobs = (workers.instances + 1) * workers.concurrency;
      const relays = relayConnections(plan.application, name);
      const held = jobs + relays;
      const most = Math.floor(connections * share);
      if (held <= most) return [];
      return [
        `workers${relays > 0 ? " and outbox relays" : ""} hold ${formatNumber(held)} connections to ${name} ((workers.instances ${workers.instances} + 1 of a rollout) x concurrency ${workers.concurrency}${relays > 0 ? `, and ${relays} of outbox relays` : ""}), ` +
          `and may hold ${formatNumber(most)}, half of databases.${name}.connections (${formatNumber(connections)}): while it stands still, requests would get none. ` +
          `Use fewer, or ${formatNumber(Math.ceil(held / share))} connections.`,
      ];
    }),
};

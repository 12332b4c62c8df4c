import { databaseSchema } from "../../components/database/spec";
import { rangeOf } from "../../components/declaration/form";
import { formatNumber } from "../../lib/format";
import type { Policy } from "../policy";
import { relayConnections } from "../relayConnections";

/**
 * The part of a database's connections that workers may hold. While commits stall, each job holds one, and requests
 * need the rest.
 */
const share = 0.5;

/** Workers must leave connections for requests, however slow the database is. */
export const workerConnections: Policy = {
  name: "worker-connections",
  level: "mandatory",
  check: ({ declared: { databases, workers }, plan }) =>
    plan.application.databases.flatMap((name) => {
      const connections = databases[name]?.connections ?? 0;
      // A rollout starts one extra worker before it stops an old one.
      const relays = relayConnections(plan.application, name);
      const held = (workers.instances + 1) * workers.concurrency + relays;
      const most = Math.floor(connections * share);
      if (held <= most) return [];
      const enough = Math.ceil(held / share);
      const otherwise =
        enough <= rangeOf(databaseSchema.shape.connections).max
          ? `, or ${formatNumber(enough)} connections`
          : " or a lower concurrency";
      return [
        `workers${relays > 0 ? " and outbox relays" : ""} may hold ${formatNumber(held)} connections to ${name} ((workers.instances ` +
          `${workers.instances} + 1 in a rollout) x concurrency ${workers.concurrency}${relays > 0 ? `, and ${relays} of outbox relays` : ""}), ` +
          `but half of databases.${name}.connections (${formatNumber(connections)}) is ${formatNumber(most)}: ` +
          `if ${name} stalls, too few are left for requests. ` +
          `Use fewer workers${otherwise}.`,
      ];
    }),
};

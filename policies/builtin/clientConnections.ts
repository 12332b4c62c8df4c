import { maxClients } from "../../components/database/pgbouncer";
import { databaseSchema } from "../../components/database/spec";
import { rangeOf } from "../../components/declaration/form";
import { formatNumber } from "../../lib/format";
import type { Policy } from "../policy";
import { relayConnections } from "../relayConnections";

/**
 * The poolers must accept every connection that the application may open, including those of a rollout's extra tasks.
 */
export const clientConnections: Policy = {
  name: "client-connections",
  level: "mandatory",
  check: ({ declared: { databases, workers }, plan }) => {
    // A rollout starts one extra task of each tier and of the workers before it stops an old one.
    const web = plan.web.reduce(
      (sum, tier) => sum + (tier.databaseConnections / tier.instances) * (tier.instances + 1),
      0,
    );
    const jobs = (workers.instances + 1) * workers.concurrency;
    return plan.application.databases.flatMap((name) => {
      const poolers = databases[name]?.poolers ?? 0;
      // One connection for writing and one for reading; a relay only writes.
      const relays = relayConnections(plan.application, name);
      const [open, accepted] = [2 * (web + jobs) + relays, poolers * maxClients];
      if (open <= accepted) return [];
      const enough = Math.ceil(open / maxClients);
      const morePoolers = enough <= rangeOf(databaseSchema.shape.poolers).max ? `${enough} poolers, or ` : "";
      return [
        `web, workers and outbox relays may open ${formatNumber(open)} connections to the poolers of ${name} ` +
          `(web ${formatNumber(2 * web)}, workers ${formatNumber(2 * jobs)}, relays ${relays}, including a rollout), ` +
          `which accept ${formatNumber(accepted)} (databases.${name}.poolers ${poolers} x ` +
          `${formatNumber(maxClients)}); ` +
          `use ${morePoolers}fewer instances, processes or databaseConnections.`,
      ];
    });
  },
};

import { maxClients } from "../../components/database/pgbouncer";
import { formatNumber } from "../../lib/format";
import type { Policy } from "../policy";
import { relayConnections } from "../relayConnections";

/** Every connection that the application may open, a rollout's extra tasks included, must find a place at the poolers. */
export const clientConnections: Policy = {
  name: "client-connections",
  level: "mandatory",
  check: ({ declared: { databases, workers }, plan }) => {
    // One task more of each tier and of the workers starts before an old one stops.
    const web = plan.web.reduce(
      (sum, tier) => sum + (tier.databaseConnections / tier.instances) * (tier.instances + 1),
      0,
    );
    const jobs = (workers.instances + 1) * workers.concurrency;
    return plan.application.databases.flatMap((name) => {
      const poolers = databases[name]?.poolers ?? 0;
      // As many for reading as for writing.
      const relays = relayConnections(plan.application, name);
      const [open, room] = [2 * (web + jobs) + relays, poolers * maxClients];
      if (open <= room) return [];
      return [
        `web, workers and outbox relays may open ${formatNumber(open)} connections to the poolers of ${name} (web ${formatNumber(2 * web)}, workers ${formatNumber(2 * jobs)}, relays ${relays}, a rollout included), ` +
          `which take ${formatNumber(room)} (databases.${name}.poolers ${poolers} x ${formatNumber(maxClients)}); use ${Math.ceil(open / maxClients)} poolers, or fewer instances, processes or databaseConnections.`,
      ];
    });
  },
};

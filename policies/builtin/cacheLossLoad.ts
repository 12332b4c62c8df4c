import { withRole } from "../../components/machines/plan";
import { formatNumber } from "../../lib/format";
import type { Policy } from "../policy";
import { pagesDatabase } from "../writeLoad";

/**
 * With a machine lost, the pages in its caches have to be read again, in the worst case from disk: a row each. What reads does so from
 * replicas, and from the primary where there are none.
 */
export const cacheLossLoad: Policy = {
  name: "cache-lost",
  level: "advisory",
  only: "production",
  check: ({ declared }) => {
    const { machines, cache, traffic, databases } = declared;
    const hosts = withRole(machines, "cache").length;
    // No machine at all is a problem of its own.
    if (hosts === 0) return [];
    const lost = Math.ceil(cache.instances / hosts);
    const misses = (traffic.pages * lost) / cache.instances;
    const name = pagesDatabase(declared);
    const { primary = "", replicas = [] } = databases[name] ?? {};
    const readers = replicas.length > 0 ? replicas : [primary];
    const reads = readers.reduce((sum, machine) => sum + (machines[machine]?.disk?.readIops ?? 0), 0);
    if (misses <= reads) return [];
    return [
      `cache: with ${hosts === 1 ? "the one machine" : `one of the ${hosts} machines`} of caches lost, ` +
        `${formatNumber(misses)} pages/s (traffic.pages ${formatNumber(traffic.pages)} x ${lost} of ${cache.instances} caches) ` +
        `are read from databases.${name}, whose disks read ${formatNumber(reads)} rows/s (readIops of ${readers.join(" and ")}); ` +
        "use more caches on more machines, another replica, or faster disks.",
    ];
  },
};

import { withRole } from "../../components/machines/plan";
import { formatNumber } from "../../lib/format";
import type { Policy } from "../policy";
import { pagesDatabase } from "../writeLoad";

/**
 * After the loss of a machine, the pages in its caches are read from the database again, in the worst case one row each
 * from disk. Reads go to the replicas, or to the primary if there is no replica.
 */
export const cacheLossLoad: Policy = {
  name: "cache-loss-load",
  formerly: ["cache-lost"],
  level: "advisory",
  only: "production",
  check: ({ declared }) => {
    const { machines, cache, traffic, databases } = declared;
    const hosts = withRole(machines, "cache").length;
    // The plan reports a role without a machine.
    if (hosts === 0) return [];
    const lost = Math.ceil(cache.instances / hosts);
    const misses = (traffic.pages * lost) / cache.instances;
    const name = pagesDatabase(declared);
    const { primary = "", replicas = [] } = databases[name] ?? {};
    const readers = replicas.length > 0 ? replicas : [primary];
    const reads = readers.reduce((sum, machine) => sum + (machines[machine]?.disk?.readIops ?? 0), 0);
    if (misses <= reads) return [];
    return [
      `cache: if ${hosts === 1 ? "the only cache machine" : `one of the ${hosts} cache machines`} is lost, ` +
        `${formatNumber(misses)} pages/s (traffic.pages ${formatNumber(traffic.pages)} x ${lost} of ` +
        `${cache.instances} caches) ` +
        `are read from databases.${name}, whose disks read ${formatNumber(reads)} rows/s (readIops of ` +
        `${readers.join(" and ")}); ` +
        "use more caches on more machines, another replica, or faster disks.",
    ];
  },
};

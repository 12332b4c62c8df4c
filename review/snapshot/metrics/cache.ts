import { bytes } from "../../../components/declaration/units";
import type { Subject } from "../../../policies/policy";
import { pagesDatabase } from "../../../policies/writeLoad";
import type { CacheMetrics } from "./schema";

/** Misses are read from replicas where there are any, spread over all of them; else from the primary. */
export function cacheOf({ declared, plan }: Subject): CacheMetrics {
  const database = declared.databases[pagesDatabase(declared)];
  const readers = database === undefined ? [] : database.replicas.length > 0 ? database.replicas : [database.primary];
  const readIops = readers.reduce((sum, machine) => sum + (declared.machines[machine]?.disk?.readIops ?? 0), 0);
  return {
    servers: [...plan.cache.servers],
    memory: bytes(declared.cache.memory),
    pages: declared.traffic.pages,
    ...(readIops === 0 ? {} : { readIops }),
    readers,
  };
}

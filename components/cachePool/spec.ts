import type * as z from "zod";
import { section, size, whole } from "../declaration/schema";

/** The memcached servers. */
export const cachePoolSchema = section({
  /** Servers. Clients hash keys over all of them, so adding one server to n moves 1/(n+1) of the keys. */
  instances: whole(1, 64),
  /** Item memory of one server (`memcached --memory-limit`). @default "1 GiB" */
  memory: size("64 MiB", "256 GiB").default("1 GiB"),
});

export type CachePoolDeclaration = z.input<typeof cachePoolSchema>;
export type CachePoolSpec = z.output<typeof cachePoolSchema>;

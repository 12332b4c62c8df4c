import type * as z from "zod";
import { section, size, whole } from "../declaration/schema";

export const cachePoolSchema = section({
  /** Servers. Clients spread keys over all of them: adding one to n moves 1/(n+1) of the keys. 1 to 64. */
  instances: whole(1, 64),
  /** Memory for items of one server (`memcached --memory-limit`). 64 MiB to 256 GiB. @default "1 GiB" */
  memory: size("64 MiB", "256 GiB").default("1 GiB"),
});

export type CachePoolDeclaration = z.input<typeof cachePoolSchema>;
export type CachePoolSpec = z.output<typeof cachePoolSchema>;

import { readFileSync } from "node:fs";

/** The certificate of who signed those of members and poolers, from this reconciler's Swarm secret. */
export const authority = (): string => readFileSync("/run/secrets/authority.crt", "utf8");

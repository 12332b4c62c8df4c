import { createHash, randomBytes } from "node:crypto";
import { type Autonaming, nameOf } from "./provider";

/** `<resource name>-<7 hex digits>`, derived from the seed of the update, unless the project configures autonaming. */
export function autoname(urn: string, seed: string | undefined, autonaming: Autonaming | undefined): string {
  if (autonaming?.mode === "disable") throw new Error("automatic naming is disabled but no explicit name was provided");
  if (autonaming) return autonaming.proposedName;
  const prefix = `${nameOf(urn)}-`;
  const random = seed ? createHash("sha512").update(seed).update(prefix).digest("hex") : randomBytes(4).toString("hex");
  return prefix + random.slice(0, 7);
}

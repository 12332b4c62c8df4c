import type * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../swarm/platform";
import { SwarmSystem } from "../swarm/system";
import type { DatabaseEndpoint } from "./endpoint";
import type { DatabasePlan } from "./plan";

/** One database: its members, the route to whichever leads, the pooler in front, and the reconciler of what is declared about it. */
export class Database extends SwarmSystem {
  readonly endpoint: DatabaseEndpoint;

  constructor(name: string, plan: DatabasePlan, platform: Platform, opts?: pulumi.ComponentResourceOptions) {
    super("apture:database:Database", name, plan, platform, undefined, opts);
    this.endpoint = plan.endpoint;
    this.registerOutputs({ endpoint: plan.endpoint });
  }
}

import type * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../swarm/platform";
import { SwarmSystem } from "../swarm/system";
import type { ApplicationPlan } from "./plan";

/** Settings and secrets that tiers and workers share, the service that applies migrations, and the outbox's relays. */
export class Application extends SwarmSystem {
  constructor(name: string, plan: ApplicationPlan, platform: Platform, opts?: pulumi.ComponentResourceOptions) {
    super("apture:web:Application", name, plan, platform, undefined, opts);
    this.registerOutputs({});
  }
}

import type * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../swarm/platform";
import { SwarmSystem } from "../swarm/system";
import type { CachePoolPlan } from "./plan";

/** The memcached servers. */
export class CachePool extends SwarmSystem {
  constructor(name: string, plan: CachePoolPlan, platform: Platform, opts?: pulumi.ComponentResourceOptions) {
    super("apture:cache:CachePool", name, plan, platform, undefined, opts);
    this.registerOutputs({ servers: plan.servers });
  }
}

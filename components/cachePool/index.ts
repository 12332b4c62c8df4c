import * as pulumi from "@pulumi/pulumi";
import { SwarmSystem, type SystemArgs } from "../swarm/system";
import type { CachePoolPlan } from "./plan";

export type CachePoolArgs = SystemArgs<CachePoolPlan>;

/** The memcached servers: one service each. */
export class CachePool extends SwarmSystem {
  /** Addresses of the servers, in the order in which clients hash over them: `cache-1:11211`. */
  readonly servers: pulumi.Output<readonly string[]>;

  constructor(name: string, args: CachePoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super({ type: "apture:cachePool:CachePool", formerType: "apture:cache:CachePool" }, name, args, opts);
    this.servers = pulumi.output([...args.plan.servers]);
    this.registerOutputs({ servers: this.servers });
  }
}

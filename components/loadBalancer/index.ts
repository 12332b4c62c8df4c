import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../swarm/platform";
import { SwarmSystem } from "../swarm/system";
import type { LoadBalancerPlan } from "./plan";

/** The edge, which owns the published port, and the routers, which share requests between the web tiers. */
export class LoadBalancer extends SwarmSystem {
  readonly url: pulumi.Output<string>;

  constructor(name: string, plan: LoadBalancerPlan, platform: Platform, opts?: pulumi.ComponentResourceOptions) {
    super("apture:loadBalancer:LoadBalancer", name, plan, platform, undefined, opts);
    this.url = pulumi.output(`http://localhost:${plan.publishedPort}`);
    this.registerOutputs({ url: this.url });
  }
}

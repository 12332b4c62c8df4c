import * as pulumi from "@pulumi/pulumi";
import { SwarmSystem, type SystemArgs } from "../swarm/system";
import type { LoadBalancerPlan } from "./plan";

export type LoadBalancerArgs = SystemArgs<LoadBalancerPlan>;

/** The edge, which publishes the port, and the routers, which distribute requests to the web tiers. */
export class LoadBalancer extends SwarmSystem {
  /** Every address of the site: that of its domain, or one for each edge machine (see `siteUrls`). */
  readonly urls: pulumi.Output<readonly string[]>;
  /** The first of `urls`. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super({ type: "apture:loadBalancer:LoadBalancer" }, name, args, opts);
    const [url] = args.plan.urls;
    this.urls = pulumi.output([...args.plan.urls]);
    this.url = pulumi.output(url);
    this.registerOutputs({ url: this.url, urls: this.urls });
  }
}

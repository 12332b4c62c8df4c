import * as pulumi from "@pulumi/pulumi";
import { type LinkedSystemArgs, SwarmSystem } from "../swarm/system";
import type { WebTierPlan } from "./plan";

export type WebTierArgs = LinkedSystemArgs<WebTierPlan>;

/** The tasks of one web server that serve the application. */
export class WebTier extends SwarmSystem {
  /** Host name and port for the routers; the name resolves to every task: `apache:8000`. */
  readonly endpoint: pulumi.Output<string>;
  /** Requests that the whole tier serves at a time. */
  readonly concurrency: pulumi.Output<number>;

  constructor(name: string, args: WebTierArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      { type: "apture:webTier:WebTier", formerType: "apture:web:WebTier" },
      name,
      args,
      opts,
      args.application.files,
    );
    const { plan } = args;
    this.endpoint = pulumi.output(`${plan.name}:${plan.port}`);
    this.concurrency = pulumi.output(plan.instances * plan.concurrency);
    this.registerOutputs({ endpoint: this.endpoint, concurrency: this.concurrency });
  }
}

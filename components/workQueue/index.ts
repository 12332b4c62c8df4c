import type * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../swarm/platform";
import { SwarmSystem } from "../swarm/system";
import type { WorkQueuePlan } from "./plan";

/** The brokers, and the reconciler that keeps queues, limits and rights as declared. */
export class WorkQueue extends SwarmSystem {
  constructor(name: string, plan: WorkQueuePlan, platform: Platform, opts?: pulumi.ComponentResourceOptions) {
    super("apture:queue:WorkQueue", name, plan, platform, undefined, opts);
    this.registerOutputs({ queue: plan.endpoint.queue });
  }
}

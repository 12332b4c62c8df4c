import * as pulumi from "@pulumi/pulumi";
import { SwarmSystem, type SystemArgs } from "../swarm/system";
import type { QueueEndpoint } from "./endpoint";
import type { WorkQueuePlan } from "./plan";

export type WorkQueueArgs = SystemArgs<WorkQueuePlan>;

/** The RabbitMQ brokers, and the reconciler that applies the declared queues, limits and permissions. */
export class WorkQueue extends SwarmSystem {
  /** How the application connects. It holds the name of the password, not the password. */
  readonly endpoint: pulumi.Output<QueueEndpoint>;

  constructor(name: string, args: WorkQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super({ type: "apture:workQueue:WorkQueue", formerType: "apture:queue:WorkQueue" }, name, args, opts);
    this.endpoint = pulumi.output(args.plan.endpoint);
    this.registerOutputs({ endpoint: this.endpoint });
  }
}

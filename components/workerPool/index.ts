import * as pulumi from "@pulumi/pulumi";
import { type LinkedSystemArgs, SwarmSystem } from "../swarm/system";
import type { WorkerPoolPlan } from "./plan";

export type WorkerPoolArgs = LinkedSystemArgs<WorkerPoolPlan>;

/** The Celery workers. */
export class WorkerPool extends SwarmSystem {
  /** Jobs that all workers process at a time. */
  readonly concurrency: pulumi.Output<number>;

  constructor(name: string, args: WorkerPoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      { type: "apture:workerPool:WorkerPool", formerType: "apture:queue:WorkerPool" },
      name,
      args,
      opts,
      args.application.files,
    );
    this.concurrency = pulumi.output(args.plan.concurrency);
    this.registerOutputs({ concurrency: this.concurrency });
  }
}

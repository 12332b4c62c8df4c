import type * as pulumi from "@pulumi/pulumi";
import type { Application } from "../application";
import type { Platform } from "../swarm/platform";
import { SwarmSystem } from "../swarm/system";
import type { WorkerPoolPlan } from "./plan";

/** The Celery workers. */
export class WorkerPool extends SwarmSystem {
  constructor(
    name: string,
    plan: WorkerPoolPlan,
    platform: Platform,
    { application }: { readonly application: Application },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("apture:queue:WorkerPool", name, plan, platform, application.files, opts);
    this.registerOutputs({});
  }
}

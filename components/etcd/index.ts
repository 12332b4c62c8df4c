import type * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../swarm/platform";
import { SwarmSystem } from "../swarm/system";
import type { EtcdPlan } from "./plan";

/** The members of the store that Patroni elects leaders with. */
export class Etcd extends SwarmSystem {
  constructor(name: string, plan: EtcdPlan, platform: Platform, opts?: pulumi.ComponentResourceOptions) {
    super("apture:etcd:Etcd", name, plan, platform, undefined, opts);
    this.registerOutputs({ endpoints: plan.endpoints });
  }
}

import * as pulumi from "@pulumi/pulumi";
import { SwarmSystem, type SystemArgs } from "../swarm/system";
import type { EtcdPlan } from "./plan";

export type EtcdArgs = SystemArgs<EtcdPlan>;

/** The etcd members, in which Patroni elects the leader of each database. */
export class Etcd extends SwarmSystem {
  /** Client addresses of the members: `etcd-app-1:2379`. */
  readonly endpoints: pulumi.Output<readonly string[]>;

  constructor(name: string, args: EtcdArgs, opts?: pulumi.ComponentResourceOptions) {
    super({ type: "apture:etcd:Etcd" }, name, args, opts);
    this.endpoints = pulumi.output([...args.plan.endpoints]);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

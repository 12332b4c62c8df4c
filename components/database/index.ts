import * as pulumi from "@pulumi/pulumi";
import { SwarmSystem, type SystemArgs } from "../swarm/system";
import type { DatabaseEndpoint } from "./endpoint";
import type { DatabasePlan } from "./plan";

export type DatabaseArgs = SystemArgs<DatabasePlan>;

/** One database: its members, the poolers with their proxy to the current leader, the reconciler, and its backups. */
export class Database extends SwarmSystem {
  /** How the application connects. It holds the names of the passwords, not the passwords. */
  readonly endpoint: pulumi.Output<DatabaseEndpoint>;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super({ type: "apture:database:Database" }, name, args, opts);
    this.endpoint = pulumi.output(args.plan.endpoint);
    this.registerOutputs({ endpoint: this.endpoint });
  }
}

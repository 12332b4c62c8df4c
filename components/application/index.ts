import * as pulumi from "@pulumi/pulumi";
import { SwarmSystem, type SystemArgs } from "../swarm/system";
import type { ApplicationPlan } from "./plan";

export type ApplicationArgs = SystemArgs<ApplicationPlan>;

/** Settings and secrets that web tiers and workers share, the service that applies migrations, and the outbox's relays. */
export class Application extends SwarmSystem {
  /** Names of the databases that the application uses. */
  readonly databases: pulumi.Output<readonly string[]>;

  constructor(name: string, args: ApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super({ type: "apture:application:Application", formerType: "apture:web:Application" }, name, args, opts);
    this.databases = pulumi.output([...args.plan.databases]);
    this.registerOutputs({ databases: this.databases });
  }
}

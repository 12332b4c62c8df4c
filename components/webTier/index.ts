import type * as pulumi from "@pulumi/pulumi";
import type { Application } from "../application";
import type { Platform } from "../swarm/platform";
import { SwarmSystem } from "../swarm/system";
import type { WebTierPlan } from "./plan";

/** One kind of web server with the application in it. */
export class WebTier extends SwarmSystem {
  constructor(
    name: string,
    plan: WebTierPlan,
    platform: Platform,
    { application }: { readonly application: Application },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("apture:web:WebTier", name, plan, platform, application.files, opts);
    this.registerOutputs({});
  }
}

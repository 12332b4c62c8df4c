import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Application } from "../application";
import { CachePool } from "../cachePool";
import { Certificates } from "../certificates";
import { Database } from "../database";
import { Etcd } from "../etcd";
import { LoadBalancer } from "../loadBalancer";
import { type Platform, stackLabel } from "../swarm/platform";
import { WebTier } from "../webTier";
import { WorkerPool } from "../workerPool";
import { WorkQueue } from "../workQueue";
import type { ClusterPlan } from "./plan";

/**
 * A whole cluster from its plan. Its parts are created side by side and wait for each other at run time: a web tier's task becomes healthy
 * when its databases answer, whichever was created first.
 */
export class Cluster extends pulumi.ComponentResource {
  /** Where the site answers. */
  readonly url: pulumi.Output<string>;

  constructor(
    name: string,
    plan: ClusterPlan,
    stack: Pick<Platform, "stack" | "images" | "secrets">,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("apture:cluster:Cluster", name, {}, opts);
    const child = { parent: this };
    const networks = Object.fromEntries(
      plan.networks.map(({ name: network, internal }) => [
        network,
        new docker.Network(
          network,
          { name: `${stack.stack}_${network}`, driver: "overlay", internal, labels: [stackLabel(stack)] },
          child,
        ),
      ]),
    );
    const passwords = Object.fromEntries(
      plan.passwords.map((password) => [
        password,
        // Protected: the data volumes outlive a `destroy`, and without the password that they were made with nobody could open them.
        new random.RandomPassword(password, { length: 32, special: false }, { ...child, protect: true }).result,
      ]),
    );
    const certificates = new Certificates("certificates", plan.certificates, stack.stack, child);
    const platform: Platform = {
      ...stack,
      networks,
      secrets: { ...stack.secrets, ...passwords, ...certificates.parts },
    };

    new Etcd("etcd", plan.etcd, platform, child);
    for (const database of plan.databases) new Database(database.endpoint.name, database, platform, child);
    new WorkQueue("queue", plan.queue, platform, child);
    new CachePool("cache", plan.cache, platform, child);
    const application = new Application("application", plan.application, platform, child);
    for (const tier of plan.web) new WebTier(tier.name, tier, platform, { application }, child);
    new WorkerPool("workers", plan.workers, platform, { application }, child);
    this.url = new LoadBalancer("loadBalancer", plan.loadBalancer, platform, child).url;
    this.registerOutputs({ url: this.url });
  }
}

import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Application } from "../application";
import { CachePool } from "../cachePool";
import { Certificates } from "../certificates";
import { Database } from "../database";
import { Etcd } from "../etcd";
import { LoadBalancer } from "../loadBalancer";
import { networkArgs } from "../swarm/objects";
import type { Platform } from "../swarm/platform";
import { WebTier } from "../webTier";
import { WorkerPool } from "../workerPool";
import { WorkQueue } from "../workQueue";
import type { ClusterPlan } from "./plan";

/** A plan, and what the stack adds that is not capacity: its name, its images, and the secrets of its configuration. */
export interface ClusterArgs extends Pick<Platform, "stack" | "images" | "secrets"> {
  readonly plan: ClusterPlan;
}

/**
 * A whole cluster. Only the workers depend on another part, so Pulumi creates the others in parallel. They wait for
 * each other at run time: a task of a web tier becomes healthy when its databases answer.
 */
export class Cluster extends pulumi.ComponentResource {
  /** Every address of the site. */
  readonly urls: pulumi.Output<readonly string[]>;
  /** The first of `urls`. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, { plan, stack, images, secrets }: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const machines = Object.fromEntries(plan.machines.map(({ name: machine, roles }) => [machine, [...roles]]));
    super("apture:cluster:Cluster", name, { machines }, opts);
    const child = { parent: this };
    const networks = Object.fromEntries(
      plan.networks.map(({ name: network, internal }) => [
        network,
        new docker.Network(network, networkArgs({ name: network, internal }, stack), child),
      ]),
    );
    const passwords = Object.fromEntries(
      plan.passwords.map((password) => [
        password,
        // Protected, because the data volumes survive a `destroy` and cannot be opened without the password of their
        // first start.
        new random.RandomPassword(password, { length: 32, special: false }, { ...child, protect: true }).result,
      ]),
    );
    const certificates = new Certificates("certificates", { plan: plan.certificates, stack }, child);
    const platform: Platform = {
      stack,
      images,
      networks,
      secrets: { ...secrets, ...passwords, ...certificates.parts },
    };

    new Etcd("etcd", { plan: plan.etcd, platform }, child);
    for (const database of plan.databases) new Database(database.endpoint.name, { plan: database, platform }, child);
    const queue = new WorkQueue("queue", { plan: plan.queue, platform }, child);
    new CachePool("cache", { plan: plan.cache, platform }, child);
    const application = new Application("application", { plan: plan.application, platform }, child);
    for (const tier of plan.web) new WebTier(tier.name, { plan: tier, platform, application }, child);
    // A worker ends if the broker refuses its user, and an update whose tasks end is rolled back. So the reconciler
    // creates the user first.
    new WorkerPool("workers", { plan: plan.workers, platform, application }, { ...child, dependsOn: [queue] });
    const loadBalancer = new LoadBalancer("loadBalancer", { plan: plan.loadBalancer, platform }, child);
    this.urls = loadBalancer.urls;
    this.url = loadBalancer.url;
    this.registerOutputs({ url: this.url, urls: this.urls });
  }
}

import type * as z from "zod";
import { applicationSchema } from "../application/spec";
import { cachePoolSchema } from "../cachePool/spec";
import { databaseSchema } from "../database/spec";
import { named, oneOf, section } from "../declaration/schema";
import { etcdSchema } from "../etcd/spec";
import { loadBalancerSchema } from "../loadBalancer/spec";
import { machineSchema } from "../machines/spec";
import { trafficSchema } from "../traffic/spec";
import { webTierSchema } from "../webTier/spec";
import { workerPoolSchema } from "../workerPool/spec";
import { workQueueSchema } from "../workQueue/spec";
import { waiversSchema } from "./waivers";

/** What a stack is for. */
export const environments = ["production", "development"] as const;
export type Environment = (typeof environments)[number];

/** A whole cluster, as a stack file declares it. */
export const clusterSchema = section({
  /**
   * `production` must outlive any one of its machines: policies hold it to that. `development` may be a single machine, and may lose what it
   * has. @default "production"
   */
  environment: oneOf(...environments).default("production"),
  /** The inventory: what services are placed on. */
  machines: named(machineSchema, "machines"),
  /** What the site gets at its busiest. */
  traffic: trafficSchema,
  loadBalancer: loadBalancerSchema,
  /** The tiers that serve the application. */
  web: named(webTierSchema, "web tiers"),
  /** How the application treats what it depends on. @default as in each setting */
  application: applicationSchema.default(applicationSchema.parse({})),
  queue: workQueueSchema,
  workers: workerPoolSchema,
  cache: cachePoolSchema,
  /** Where Patroni keeps who leads. */
  etcd: etcdSchema,
  /** Databases by name, each on machines of its own. */
  databases: named(databaseSchema, "databases"),
  /** Policies that this stack may violate for a while. @default none */
  waivers: waiversSchema.default({}),
});

export type ClusterDeclaration = z.input<typeof clusterSchema>;
export type ClusterSpec = z.output<typeof clusterSchema>;

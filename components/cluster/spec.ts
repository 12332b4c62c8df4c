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

/** The purpose of a stack. */
export const environments = ["production", "development"] as const;
export type Environment = (typeof environments)[number];

/** A whole cluster, as declared in a stack file. */
export const clusterSchema = section({
  /**
   * Policies require that `production` survives the loss of any one machine. `development` may be a single machine and
   * may lose its data.
   * @default "production"
   */
  environment: oneOf(...environments).default("production"),
  /** The machines of the inventory, by name. */
  machines: named(machineSchema, "machines"),
  /** The peak load of the site. */
  traffic: trafficSchema,
  /** The edge and the routers. */
  loadBalancer: loadBalancerSchema,
  /** The web tiers that serve the application, by name. */
  web: named(webTierSchema, "web tiers"),
  /** How the application uses its dependencies. @default the defaults of its settings */
  application: applicationSchema.default(applicationSchema.parse({})),
  /** The job queue. */
  queue: workQueueSchema,
  /** The workers that process its jobs. */
  workers: workerPoolSchema,
  /** The memcached servers. */
  cache: cachePoolSchema,
  /** The etcd cluster in which Patroni elects leaders. */
  etcd: etcdSchema,
  /** The databases, by name. */
  databases: named(databaseSchema, "databases"),
  /** Policies that the stack may violate until a date, by name. @default none */
  waivers: waiversSchema.default({}),
});

export type ClusterDeclaration = z.input<typeof clusterSchema>;
export type ClusterSpec = z.output<typeof clusterSchema>;

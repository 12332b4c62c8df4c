import type * as z from "zod";
import { cachePool } from "../cachePool/declaration";
import { database } from "../database/declaration";
import { etcd } from "../etcd/declaration";
import { loadBalancer } from "../loadBalancer/declaration";
import { machine } from "../machines/declaration";
import { name, named, section } from "../plan/schema";
import { webTier } from "../webTier/declaration";
import { workerPool } from "../workerPool/declaration";
import { workQueue } from "../workQueue/declaration";

/** A whole cluster, as a stack file declares it. */
export const cluster = section({
  /** The inventory: what services are placed on. */
  machines: named(machine, "machines"),
  loadBalancer,
  /** The tiers that serve the application. */
  web: named(webTier, "web tiers"),
  queue: workQueue,
  workers: workerPool,
  cache: cachePool,
  /** Where Patroni keeps who leads: etcd. */
  etcd,
  /** Databases by name, each on machines of its own. */
  databases: named(database, "databases"),
  /** Which database holds which tables of the application. */
  placement: section({
    /** Pages, their edits, and the effects of jobs. */
    pages: name(),
    /** Views of pages. */
    views: name(),
  }),
});

export type Cluster = z.input<typeof cluster>;
export type DeclaredCluster = z.output<typeof cluster>;

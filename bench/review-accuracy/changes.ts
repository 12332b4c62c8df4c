import type { ClusterDeclaration } from "../../components/cluster/spec";
import type dev from "../../stacks/dev";

/** The declaration of dev. Its inferred type lets changes spread optional parts. */
export type Declaration = Omit<typeof dev, "queue"> & Pick<ClusterDeclaration, "queue">;

export interface Change {
  readonly name: string;
  /** Changes are cumulative: each starts from the result of the previous one. */
  readonly edit: (from: Declaration) => Declaration;
}

/** Changes of every class of a review: live, rolling, outage and data. */
export const changes: readonly Change[] = [
  {
    name: "queue.maxItems 200,000 to 250,000",
    edit: (from) => ({ ...from, queue: { ...from.queue, maxItems: 250_000 } }),
  },
  {
    name: "weights 2:1 to 3:1",
    edit: (from) => ({ ...from, loadBalancer: { weights: { evented: 3, apache: 1 } } }),
  },
  {
    name: "evented 2 to 3 instances",
    edit: (from) => ({ ...from, web: { ...from.web, evented: { ...from.web.evented, instances: 3 } } }),
  },
  {
    name: "workers' ceiling 200 to 150/s",
    edit: (from) => ({ ...from, workers: { ...from.workers, flow: { ...from.workers.flow, ceiling: 150 } } }),
  },
  {
    name: "cache 2 to 3 instances",
    edit: (from) => ({ ...from, cache: { ...from.cache, instances: 3 } }),
  },
  {
    name: "memory of the one broker 512 to 576 MiB",
    edit: (from) => ({ ...from, queue: { ...from.queue, memory: "576 MiB" } }),
  },
  {
    name: "content's primary db-1 to db-2",
    edit: (from) => ({
      ...from,
      databases: { ...from.databases, content: { ...from.databases.content, primary: "db-2", replicas: ["db-1"] } },
    }),
  },
  {
    name: "views without its replica",
    edit: (from) => ({ ...from, databases: { ...from.databases, views: { ...from.databases.views, replicas: [] } } }),
  },
];

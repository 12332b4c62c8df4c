import { bytes, milliseconds } from "../../../components/declaration/units";
import { arrival, requests } from "../../../components/traffic/spec";
import type { Subject } from "../../../policies/policy";
import { pagesDatabase } from "../../../policies/writeLoad";
import type { CacheMetrics, QueueMetrics, TierMetrics, WorkerMetrics } from "./schema";

export function tiersOf({ declared, plan }: Subject): TierMetrics[] {
  const totalWeight = plan.loadBalancer.shares.reduce((sum, { weight }) => sum + weight, 0);
  const rate = requests(declared.traffic);
  const latency = declared.traffic.latency && milliseconds(declared.traffic.latency) / 1_000;
  return plan.web.map(({ name, instances, concurrency }) => {
    const tier = declared.web[name];
    const weight = declared.loadBalancer.weights[name] ?? 0;
    const share = weight / totalWeight;
    return {
      name,
      server: tier?.server ?? "",
      instances,
      memory: tier === undefined ? 0 : bytes(tier.memory),
      ...(tier?.cpus === undefined ? {} : { cpus: tier.cpus }),
      concurrency,
      weight,
      share,
      ...(latency === undefined ? {} : { utilization: (share * rate * latency) / (instances * concurrency) }),
    };
  });
}

export function workersOf({ declared: { workers, queue }, plan }: Subject): WorkerMetrics {
  const { instances, concurrency, cpus, flow } = workers;
  return {
    instances,
    paused: queue.status === "quiescent",
    concurrency,
    memory: plan.workers.services.reduce((sum, service) => sum + bytes(service.memory), 0),
    ...(cpus === undefined ? {} : { cpus }),
    ...(flow === undefined ? {} : { ceiling: flow.ceiling }),
    writesPerJob: flow?.writesPerJob ?? 1,
  };
}

export function queueOf({ declared: { queue, workers, traffic } }: Subject): QueueMetrics {
  const rate = arrival(traffic);
  const drain = workers.flow && workers.instances * workers.flow.ceiling;
  return {
    brokers: queue.brokers.length,
    maxItems: queue.maxItems,
    maxBytes: bytes(queue.maxBytes),
    arrival: rate,
    ...(drain === undefined ? {} : { drain }),
    ...(drain === undefined || drain <= rate ? {} : { emptyAfter: queue.maxItems / (drain - rate) }),
    longestDrain: milliseconds(queue.longestDrain) / 1_000,
  };
}

/** Replicas serve misses, all of them alike. Without replicas, the primary does. */
export function cacheOf({ declared, plan }: Subject): CacheMetrics {
  const database = declared.databases[pagesDatabase(declared)];
  const readers = database === undefined ? [] : database.replicas.length > 0 ? database.replicas : [database.primary];
  const readIops = readers.reduce((sum, machine) => sum + (declared.machines[machine]?.disk?.readIops ?? 0), 0);
  return {
    servers: [...plan.cache.servers],
    memory: bytes(declared.cache.memory),
    pages: declared.traffic.pages,
    ...(readIops === 0 ? {} : { readIops }),
    readers,
  };
}

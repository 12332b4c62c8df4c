import { bytes, milliseconds } from "../../../components/declaration/units";
import { requests } from "../../../components/traffic/spec";
import type { Subject } from "../../../policies/policy";
import type { TierMetrics, WorkerMetrics } from "./schema";

export function tiersOf({ declared, plan }: Subject): TierMetrics[] {
  // Once for all tiers: `shareOf` adds the weights up for each.
  const total = plan.loadBalancer.shares.reduce((sum, { weight }) => sum + weight, 0);
  const rate = requests(declared.traffic);
  const latency = declared.traffic.latency && milliseconds(declared.traffic.latency) / 1_000;
  return plan.web.map(({ name, instances, concurrency }) => {
    const tier = declared.web[name];
    const weight = declared.loadBalancer.weights[name] ?? 0;
    return {
      name,
      server: tier?.server ?? "",
      instances,
      memory: tier === undefined ? 0 : bytes(tier.memory),
      ...(tier?.cpus === undefined ? {} : { cpus: tier.cpus }),
      concurrency,
      weight,
      share: weight / total,
      ...(latency === undefined ? {} : { busy: ((weight / total) * rate * latency) / (instances * concurrency) }),
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

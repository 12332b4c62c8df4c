import { bytes } from "../../../components/plan/units";
import type { Subject } from "../../../components/policies/policy";
import type { TierFigures, WorkerFigures } from "./schema";

export function tiersOf({ declared, plan }: Subject): TierFigures[] {
  // Once for all tiers: `shareOf` adds the weights up for each.
  const total = plan.loadBalancer.shares.reduce((sum, { weight }) => sum + weight, 0);
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
    };
  });
}

export function workersOf({ declared: { workers, queue }, plan }: Subject): WorkerFigures {
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

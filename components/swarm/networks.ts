import type { ServicePlan } from "./plan";

/** Network of services that connect to hosts outside the cluster. */
export const outside = "outside";
/**
 * Networks with a route out of the cluster (docs/decisions/0004): the edge publishes a port, and `outside`. All others
 * are internal.
 */
export const openNetworks: readonly string[] = ["edge", outside];

/** Every network that a service joins. */
export function networksOf({ networks, reachesOut = false }: ServicePlan): readonly string[] {
  return reachesOut ? [...networks, outside] : networks;
}

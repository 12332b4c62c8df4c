import type { ServicePlan } from "./plan";

/** Networks that a route leaves (docs/decisions/0004): of the machine that publishes a port, and of what needs a service outside. */
export const outside = "outside";
export const openNetworks: readonly string[] = ["edge", outside];

/** Every network that a service joins. */
export function networksOf({ networks, reachesOut = false }: ServicePlan): readonly string[] {
  return reachesOut ? [...networks, outside] : networks;
}

import type { Problems } from "../declaration/problems";
import type { Machines } from "../machines/spec";
import { type ServicePlan, surgeOf } from "./plan";

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

/**
 * Addresses of an overlay network for tasks and machines. Swarm gives a network a subnet of 256 addresses (`docker swarm
 * init --default-addr-pool-mask-length`, 24 by default), of which the network, its gateway and its broadcast address
 * take one each. A task without an address stays in the state New, and the engine does not say why.
 */
export const networkAddresses = 253;

/** Addresses for the tasks of commands: `npm run status` joins every network that it queries. */
const commandAddresses = 4;

/** Rejects networks with more tasks than addresses. */
export function checkAddresses(services: readonly ServicePlan[], machines: Machines, problems: Problems): void {
  const networks = [...new Set(services.flatMap(networksOf))].sort();
  const short = networks.flatMap((network) => {
    const joined = services.filter((service) => networksOf(service).includes(network));
    const needed = addressesOf(joined, machines);
    return needed > networkAddresses ? [{ network, joined, needed }] : [];
  });
  if (short.length === 0) return;
  const largest = [...new Set(short.flatMap(({ joined }) => joined))]
    .sort((a, b) => b.replicas - a.replicas)
    .slice(0, 4)
    .map(({ name, replicas }) => `${name} (${replicas} ${replicas === 1 ? "task" : "tasks"})`);
  const excess = Math.max(...short.map(({ needed }) => needed)) - networkAddresses;
  problems.add(
    `The overlay ${short.length === 1 ? "network" : "networks"} ` +
      `${short.map(({ network, needed }) => `${network} (${needed} addresses)`).join(", ")} ` +
      `${short.length === 1 ? "needs" : "need"} more than the ${networkAddresses} addresses of a subnet of Swarm, for ` +
      "each task, the extra task of each service in a rollout, each machine, and commands: further tasks would never " +
      `start. The largest services are ${largest.join(", ")}; reduce their tasks by ${excess} or more, and ` +
      "enlarge those that remain.",
  );
}

/** Addresses that a network needs: for tasks, rollouts, the load balancer of each machine, and commands. */
function addressesOf(joined: readonly ServicePlan[], machines: Machines): number {
  const tasks = joined.reduce((sum, service) => sum + service.replicas + surgeOf(service), 0);
  const used = Object.entries(machines).filter(([machine, { roles }]) =>
    joined.some(({ placement }) =>
      "machine" in placement ? placement.machine === machine : roles.includes(placement.role),
    ),
  );
  return tasks + used.length + commandAddresses;
}

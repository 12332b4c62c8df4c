import { type ClusterPlan, systemsOf } from "../../components/cluster/plan";
import { fileArgs, networkArgs } from "../../components/swarm/objects";
import { serviceArgs } from "../../components/swarm/service";

/**
 * The arguments that the engine gets for each service. The id of a network, config or secret is a text of its own
 * arguments: a change of these replaces the object, so its id changes, too. The content of files is compared separately.
 */
export function argumentsOf(stack: string, plan: ClusterPlan): Record<string, unknown> {
  const systems = systemsOf(plan);
  const object = (name: string, args: unknown) => ({ name, id: JSON.stringify(args) });
  const networks = Object.fromEntries(
    plan.networks.map((network) => [network.name, object(network.name, networkArgs(network, stack))]),
  );
  const files = new Map(
    systems
      .flatMap(({ configs, secrets }) => [...configs, ...secrets])
      .map(({ name }) => [name, object(name, fileArgs(name, stack))]),
  );
  return Object.fromEntries(
    systems
      .flatMap(({ services }) => services)
      .map((service) => [service.name, serviceArgs(service, { stack, images, networks }, files, "system")]),
  );
}

/** Images are compared by their references in the lock, or by their sources. */
const images = {
  apache: "apache",
  app: "app",
  backup: "backup",
  etcd: "etcd",
  evented: "evented",
  haproxy: "haproxy",
  memcached: "memcached",
  pgbouncer: "pgbouncer",
  postgres: "postgres",
  rabbitmq: "rabbitmq",
  reconciler: "reconciler",
};

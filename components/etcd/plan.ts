import type { Problems } from "../declaration/problems";
import { listed } from "../declaration/text";
import type { ServicePlan, SystemPlan } from "../swarm/plan";
import type { EtcdSpec } from "./spec";

export const clientPort = 2379;
const peerPort = 2380;

export interface EtcdPlan extends SystemPlan {
  /** Client addresses of the members on the network `etcd`: `etcd-app-1:2379`. */
  readonly endpoints: readonly string[];
}

export function planEtcd({ machines, memory }: EtcdSpec, problems: Problems): EtcdPlan {
  problems.when(
    machines.length % 2 === 0,
    `etcd.machines has ${machines.length} machines; use ${listed(["1", "3", "5"], false)}, so that a majority is ` +
      "always clear.",
  );
  const members = machines.map((machine) => ({ machine, host: `etcd-${machine}` }));
  const initialCluster = members.map(({ host }) => `${host}=http://${host}:${peerPort}`).join(",");
  return {
    endpoints: members.map(({ host }) => `${host}:${clientPort}`),
    secrets: [],
    configs: members.map(({ host }) => ({ name: `${host}.yml`, content: renderEtcd(host, initialCluster) })),
    services: members.map(
      ({ machine, host }): ServicePlan => ({
        name: host,
        image: "etcd",
        replicas: 1,
        placement: { machine },
        networks: ["etcd"],
        configs: [{ from: `${host}.yml`, path: "/etc/etcd/etcd.yml" }],
        volumes: [{ name: `${host}-data`, path: "/var/lib/etcd" }],
        memory,
        health: { timeout: "5 s", retries: 5, startPeriod: "2 min" },
        update: { order: "stop-first" },
      }),
    ),
  };
}

/** A member's configuration file. Source of the names: etcd 3.5, "Configuration options". */
function renderEtcd(host: string, initialCluster: string): string {
  return `# Rendered from the declaration.
name: ${host}
data-dir: /var/lib/etcd
listen-client-urls: http://0.0.0.0:${clientPort}
advertise-client-urls: http://${host}:${clientPort}
listen-peer-urls: http://0.0.0.0:${peerPort}
initial-advertise-peer-urls: http://${host}:${peerPort}
initial-cluster: ${initialCluster}
initial-cluster-state: new
# Patroni writes a few keys every few seconds; without compaction their history would grow for ever.
auto-compaction-mode: periodic
auto-compaction-retention: 1h
quota-backend-bytes: 268435456
log-level: warn
`;
}

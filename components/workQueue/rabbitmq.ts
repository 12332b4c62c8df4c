import { bytes, mebibytes } from "../declaration/units";
import type { WorkQueueSpec } from "./spec";

/** Ports of a broker: AMQP, the HTTP API, and metrics. */
export const ports = { amqp: 5672, api: 15672, metrics: 15692 } as const;

/**
 * Share of a broker's memory above which it blocks publishers. Source: RabbitMQ's memory guide, which recommends 0.4 to
 * 0.7.
 */
const memoryWatermark = 0.6;

/** `rabbitmq.conf`, the same for every broker. Settings that can be changed without a restart are policies instead. */
export function renderRabbitmq(queue: WorkQueueSpec, hosts: readonly string[]): string {
  return `# Rendered from the declaration.
listeners.tcp.default = ${ports.amqp}
management.tcp.port = ${ports.api}
prometheus.tcp.port = ${ports.metrics}
loopback_users = none
default_queue_type = quorum

cluster_name = queue
cluster_formation.peer_discovery_backend = classic_config
${hosts.map((host, index) => `cluster_formation.classic_config.nodes.${index + 1} = rabbit@${host}`).join("\n")}
# A broker that sees less than half of the others stops: two halves never both take items.
cluster_partition_handling = pause_minority

vm_memory_high_watermark.absolute = ${Math.floor(mebibytes(queue.memory) * memoryWatermark)}MiB
disk_free_limit.absolute = 512MB
max_message_size = ${bytes(queue.maxItemBytes)}
log.console.level = warning
`;
}

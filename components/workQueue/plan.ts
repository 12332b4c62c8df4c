import type { DesiredQueue } from "../../contracts/desiredQueue";
import { imageUsers } from "../../contracts/imageUsers";
import { desiredStatePath, passwordsPath, programPath } from "../../contracts/reconcilerFiles";
import type { Problems } from "../declaration/problems";
import { listed } from "../declaration/text";
import { bytes } from "../declaration/units";
import type { ServicePlan, SystemPlan } from "../swarm/plan";
import type { QueueEndpoint, QueueUser } from "./endpoint";
import { limits } from "./limits";
import { childName, deadLetters, exactly, jobs } from "./names";
import { operatorAccess, operatorSecret, operatorUser } from "./operator";
import { ports, renderRabbitmq } from "./rabbitmq";
import type { WorkQueueSpec } from "./spec";

const adminUser = "admin";
/** The user of web tiers. Up to version 0.1, workers had the same. */
const publisher: QueueUser = { user: "app", password: "queue-app" };
/** The user of workers. */
const consumer: QueueUser = { user: "worker", password: "queue-worker" };
/** The user of the outbox's relay. */
const relay: QueueUser = { user: "relay", password: "queue-relay" };

/** A regular expression that matches no name. */
const nothing = "^$";

export interface WorkQueuePlan extends SystemPlan {
  readonly endpoint: QueueEndpoint;
  readonly desired: DesiredQueue;
}

export function planWorkQueue(declared: WorkQueueSpec, problems: Problems): WorkQueuePlan {
  problems.when(
    declared.brokers.length % 2 === 0,
    `queue.brokers has ${declared.brokers.length} machines; use ${listed(["1", "3", "5"], false)}, so that a ` +
      "majority is always clear.",
  );
  problems.when(
    bytes(declared.maxItemBytes) > bytes(declared.maxBytes),
    `queue.maxItemBytes is "${declared.maxItemBytes}", more than maxBytes ("${declared.maxBytes}"); use a smaller ` +
      "maxItemBytes or a larger maxBytes.",
  );
  for (const [child, { maxBytes }] of Object.entries(declared.fanout)) {
    problems.when(
      maxBytes !== undefined && bytes(declared.maxItemBytes) > bytes(maxBytes),
      `queue.maxItemBytes is "${declared.maxItemBytes}", more than queue.fanout.${child}.maxBytes ` +
        `("${maxBytes}"); use a smaller maxItemBytes or a larger maxBytes.`,
    );
  }
  const hosts = declared.brokers.map((machine) => `queue-${machine}`);
  const open = declared.status === "up";
  const intake = [jobs, ...Object.keys(declared.fanout).map(childName)];
  const desired: DesiredQueue = {
    apis: hosts.map((host) => `http://${host}:${ports.api}`),
    admin: adminUser,
    vhost: "/",
    // No user may declare or delete anything. Who may read a queue may also purge it, so a publisher reads none. A replay
    // goes through the default exchange, because the children had the item already.
    users: [
      ...[publisher, relay].map(({ user }) => ({
        name: user,
        configure: nothing,
        write: open ? exactly(jobs) : nothing,
        read: nothing,
      })),
      { name: consumer.user, configure: nothing, write: nothing, read: exactly(...intake) },
      { name: operatorUser, configure: nothing, write: exactly("amq.default"), read: exactly(deadLetters) },
    ],
    queues: [...intake, deadLetters].map((name) => ({ name, arguments: { "x-queue-type": "quorum" } })),
    policies: limits(declared),
    exchange: { name: jobs, open, queues: intake },
    nodes: hosts.map((host) => `rabbit@${host}`),
  };
  return {
    endpoint: {
      brokers: hosts,
      vhost: desired.vhost,
      exchange: jobs,
      queue: jobs,
      confirms: declared.confirms,
      publisher,
      relay,
      consumer,
    },
    desired,
    configs: [
      { name: "queue-rabbitmq.conf", content: renderRabbitmq(declared, hosts) },
      { name: "queue-reconciler.json", content: JSON.stringify(desired, null, 2) },
    ],
    secrets: [
      {
        name: "queue-users.conf",
        template: `default_user = ${adminUser}\ndefault_pass = {{queue-admin}}\ndefault_user_tags.administrator = true\n`,
      },
      { name: "queue-erlang-cookie", template: "{{queue-cookie}}" },
      {
        name: "queue-reconciler-secrets.json",
        template: JSON.stringify({
          [adminUser]: "{{queue-admin}}",
          ...Object.fromEntries([publisher, relay, consumer].map(({ user, password }) => [user, `{{${password}}}`])),
          [operatorUser]: "{{queue-operator}}",
        }),
      },
      { name: operatorSecret, template: JSON.stringify(operatorAccess(hosts, desired.vhost)) },
    ],
    services: [...declared.brokers.map((machine) => broker(machine, declared)), reconciler],
  };
}

function broker(machine: string, { memory }: WorkQueueSpec): ServicePlan {
  const name = `queue-${machine}`;
  return {
    name,
    image: "rabbitmq",
    replicas: 1,
    placement: { machine },
    networks: ["queue", "queue-peers"],
    configs: [{ from: "queue-rabbitmq.conf", path: "/etc/rabbitmq/rabbitmq.conf" }],
    secrets: [
      { from: "queue-users.conf", path: "/etc/rabbitmq/conf.d/50-users.conf", owner: imageUsers.rabbitmq },
      { from: "queue-erlang-cookie", path: "/home/rabbitmq/.erlang.cookie", owner: imageUsers.rabbitmq },
    ],
    volumes: [{ name: `${name}-data`, path: "/var/lib/rabbitmq" }],
    tmpfs: { "/tmp": "16 MiB" },
    memory,
    health: { timeout: "5 s", retries: 5, startPeriod: "3 min" },
    update: { order: "stop-first" },
    stopGrace: "60 s",
    probe: {
      kind: "rabbitmq",
      network: "queue",
      url: `http://${name}:${ports.metrics}/metrics/detailed?family=queue_coarse_metrics`,
    },
  };
}

const reconciler: ServicePlan = {
  name: "queue-reconciler",
  image: "reconciler",
  args: [programPath("queue")],
  replicas: 1,
  placement: { role: "queue" },
  networks: ["queue"],
  configs: [{ from: "queue-reconciler.json", path: desiredStatePath }],
  secrets: [{ from: "queue-reconciler-secrets.json", path: passwordsPath, owner: imageUsers.reconciler }],
  tmpfs: { "/tmp": "1 MiB" },
  memory: "128 MiB",
  health: { timeout: "5 s", retries: 3, startPeriod: "4 min" },
  update: { order: "stop-first" },
};

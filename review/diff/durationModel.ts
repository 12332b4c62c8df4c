import { parseDuration } from "../../components/declaration/units";
import { startInterval } from "../../components/swarm/health";
import type { PlannedService } from "../snapshot/schema";

/**
 * How long things take, predicted. The model: `up` changes all services at the same time; the engine replaces the tasks of one service one
 * after the other; a task counts when its first good health check came, and the last one stays under watch for `monitor`; the provider first
 * looks after 7 s, then every 5 s. `npm run bench -- review-accuracy` compares it with a real cluster.
 */

/**
 * Seconds from a task's start until its health check can succeed, with everything there that it waits for. Measured on two busy cores: a
 * replica 6.7-7.5 and etcd 4.3-4.4 from the engine's events, create to healthy, the others as what a rollout takes.
 */
const boot: Readonly<Record<string, number>> = {
  apache: 3,
  app: 3,
  etcd: 2,
  evented: 3,
  haproxy: 2,
  memcached: 1,
  pgbouncer: 2,
  postgres: 6,
  rabbitmq: 6,
  reconciler: 2,
};

/** Seconds that an idle task takes to stop; measured the same way, kill to die. */
const halt: Readonly<Record<string, number>> = {
  apache: 3,
  app: 2,
  etcd: 1,
  evented: 2,
  haproxy: 1,
  memcached: 1,
  pgbouncer: 1,
  postgres: 1,
  rabbitmq: 2,
  reconciler: 1,
};

/** Until a task of the service is healthy: the engine's own part, then the first check after it can succeed. */
export const startSeconds = ({ image }: PlannedService): number =>
  1 + startInterval * Math.ceil((boot[image] ?? 3) / startInterval);

export const stopSeconds = ({ image }: PlannedService): number => halt[image] ?? 2;

/** Until every task of the service is replaced. */
export function rollSeconds(service: PlannedService): number {
  const monitor = secondsOf(service.update, "monitor", 3);
  const stop = service.update.order === "stop-first" ? stopSeconds(service) : 0;
  return looked(service.replicas * (stop + startSeconds(service)) + monitor);
}

/** The service is away from the stop of its tasks until the start of new ones. */
export const replaceSeconds = (service: PlannedService): number => stopSeconds(service) + startSeconds(service);

/** When the provider sees that something is done: it looks after 7 s, and then every 5 s. */
export const looked = (seconds: number): number => (seconds <= 7 ? 7 : 7 + 5 * Math.ceil((seconds - 7) / 5));

/** Until a new database has a leader, its replicas and its roles, and poolers reach it: 20-31 s, measured the same way. */
export const newDatabaseSeconds = 28;

/** What clients of a planned switchover wait for: measured, `npm run bench -- switchover`. */
export const switchoverSeconds = 2;

/** `up` of one: its reconciler starts, the lead moves, the member that led streams again after 5-9 s, and the reconciler is watched. Measured: 14 s. */
export const switchoverUpSeconds = 15;

/** From the stop of a leader until another member leads and poolers have found it: a guess. Clients wait for 5 s at the pooler, and are refused then. */
export const failoverSeconds = 8;

function secondsOf(block: unknown, field: string, standard: number): number {
  const text = typeof block === "object" && block !== null ? Reflect.get(block, field) : undefined;
  const milliseconds = parseDuration(text);
  return milliseconds === undefined ? standard : milliseconds / 1_000;
}

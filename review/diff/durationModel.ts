import { parseDuration } from "../../components/declaration/units";
import { startInterval } from "../../components/swarm/health";
import type { PlannedService } from "../snapshot/schema";

/**
 * Predicts durations. The model: `up` changes all services at the same time. The engine replaces the tasks of a service
 * one after the other. A task counts as started at its first successful health check, and the engine watches the last
 * one for `monitor`. The provider polls after 7 s, then every 5 s. `npm run bench -- review-accuracy` compares the
 * predictions with a real cluster.
 */

/**
 * Seconds from the start of a task to the first health check that can succeed, if everything it waits for is available.
 * Measured on two busy cores. PostgreSQL replicas 6.7-7.5 and etcd 4.3-4.4 from engine events, create to healthy; the
 * others from the duration of rollouts.
 */
const bootSeconds: Readonly<Record<string, number>> = {
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

/** Seconds that an idle task takes to stop. Measured in the same way, kill to die. */
const haltSeconds: Readonly<Record<string, number>> = {
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

/** Until a task is healthy: 1 s of the engine, then the first health check after it can succeed. */
export const startSeconds = ({ image }: PlannedService): number =>
  1 + startInterval * Math.ceil((bootSeconds[image] ?? 3) / startInterval);

export const stopSeconds = ({ image }: PlannedService): number => haltSeconds[image] ?? 2;

/** Until all tasks of a service are replaced. */
export function rolloutSeconds(service: PlannedService): number {
  const monitor = durationIn(service.update, "monitor", 3);
  const stop = service.update.order === "stop-first" ? stopSeconds(service) : 0;
  return polledSeconds(service.replicas * (stop + startSeconds(service)) + monitor);
}

/** From the stop of a service until it is healthy again. */
export const restartSeconds = (service: PlannedService): number => stopSeconds(service) + startSeconds(service);

/** When the provider notices completion. */
export const polledSeconds = (seconds: number): number => (seconds <= 7 ? 7 : 7 + 5 * Math.ceil((seconds - 7) / 5));

/** Until a new database has a leader, replicas and roles, and is reachable through the poolers. Measured: 20-31 s. */
export const newDatabaseSeconds = 28;

/** How long clients wait during a planned switchover. Measured with `npm run bench -- switchover`. */
export const switchoverSeconds = 2;

/** `up` with a switchover: the reconciler starts, the lead moves, the old leader streams. Measured: 14 s. */
export const switchoverUpSeconds = 15;

/** Estimate from the stop of a leader to the next one. Clients wait 5 s at the pooler, then fail. */
export const failoverSeconds = 8;

/** Bytes of a database page. In the worst case, each item of the cache is one page that is read at random from disk. */
const pageBytes = 8_192;

/**
 * Estimate until a cache holds lost items again: pages are read as fast as they are requested, and no faster than the
 * disks serve random reads. Rounded up to 5 s.
 */
export const warmSeconds = (lostBytes: number, pagesPerSecond: number, readIops = Infinity): number =>
  5 * Math.ceil(lostBytes / pageBytes / Math.max(1, Math.min(pagesPerSecond, readIops)) / 5);

/** Seconds to restore 1 GB (10^9 bytes) from backups, at the rate at which the disk of the member writes. */
export const restoreSecondsPerGb = (writeMBps: number): number => 1_000 / writeMBps;

/** The longest value of some services. */
export const longest = (
  services: readonly (PlannedService | undefined)[],
  secondsOf: (service: PlannedService) => number,
): number => Math.max(0, ...services.map((service) => (service === undefined ? 0 : secondsOf(service))));

function durationIn(block: unknown, field: string, fallback: number): number {
  const text = typeof block === "object" && block !== null ? Reflect.get(block, field) : undefined;
  const milliseconds = parseDuration(text);
  return milliseconds === undefined ? fallback : milliseconds / 1_000;
}

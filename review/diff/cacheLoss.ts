import type { Metrics } from "../snapshot/metrics/schema";
import { warmSeconds } from "./durationModel";

/**
 * Part of the cached keys that a change loses: those that move to another server, and those of servers that restart.
 * @param restarting servers that restart empty
 */
export function lostKeys({ cache: before }: Metrics, { cache: after }: Metrics, restarting: readonly string[]): number {
  return before.memory === after.memory ? movedKeys(before.servers, after.servers, restarting) : 1;
}

/**
 * Part of the keys that move to another server. Clients use rendezvous hashing over server names
 * (`cache/rendezvous.py`), all servers alike. A key stays if the best of all old and new servers is in both pools: from
 * n to n + k servers, k / (n + k) of the keys move. A server with an unchanged name retains its keys, unless it restarts.
 */
export function movedKeys(
  before: readonly string[],
  after: readonly string[],
  restarting: readonly string[] = [],
): number {
  const retained = after.filter((server) => before.includes(server) && !restarting.includes(hostOf(server))).length;
  const all = new Set([...before, ...after]).size;
  return all === 0 ? 0 : 1 - retained / all;
}

/** The name of a server, without its port. */
export const hostOf = (server: string): string => server.replace(/:\d+$/, "");

/** Reads that a cold cache causes, and how long it takes to fill again. */
export interface ColdCache {
  /** Pages per second that miss the cache at most. */
  readonly misses: number;
  /** Pages per second beyond what the disks read; 0 if they read all of them. */
  readonly excess: number;
  readonly seconds: number;
}

/** What the loss of a part of the keys costs. */
export function coldCacheOf({ cache: before }: Metrics, { cache: after }: Metrics, lost: number): ColdCache {
  const misses = lost * after.pages;
  const bytes = lost * Math.min(before.servers.length * before.memory, after.servers.length * after.memory);
  return {
    misses,
    excess: Math.max(0, misses - (after.readIops ?? Infinity)),
    seconds: warmSeconds(bytes, misses, after.readIops),
  };
}

/**
 * Pool sizes for a gradual growth. Each step waits until the cache is warm, so that the misses of no step exceed what
 * the disks read.
 * @param misses reads per second that would miss if all keys moved
 * @param reads reads per second of the disks
 * @returns the sizes including the last one; empty if even one additional server is too much
 */
export function growthSteps(from: number, to: number, misses: number, reads: number): number[] {
  const steps: number[] = [];
  for (let size = from; size < to; ) {
    // (next - size) / next of the keys move.
    const largest = misses <= reads ? to : Math.floor(size / (1 - reads / misses) + 1e-9);
    const next = Math.min(to, largest);
    if (next <= size) return [];
    steps.push(next);
    size = next;
  }
  return steps;
}

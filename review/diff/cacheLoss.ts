import type { Metrics } from "../snapshot/metrics/schema";

/** Part of the cached keys that a change loses: those that move to another server, or all if servers restart empty. */
export function lostKeys({ cache: before }: Metrics, { cache: after }: Metrics): number {
  return before.memory === after.memory ? movedKeys(before.servers, after.servers) : 1;
}

/**
 * Part of the keys that move to another server. Clients use rendezvous hashing over server names
 * (`cache/rendezvous.py`), all servers alike. A key stays if the best of all old and new servers is in both pools: from
 * n to n + k servers, k / (n + k) of the keys move. A server with an unchanged name retains its keys.
 */
export function movedKeys(before: readonly string[], after: readonly string[]): number {
  const common = after.filter((server) => before.includes(server)).length;
  const all = new Set([...before, ...after]).size;
  return all === 0 ? 0 : 1 - common / all;
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

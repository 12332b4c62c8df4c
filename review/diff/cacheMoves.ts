/**
 * Part of the keys that go to another server. Clients hash by the highest random weight over server names (`cache/rendezvous.py`), all
 * servers alike: a key stays where the best of all old and new servers is one that there was and still is. From n to n + k servers that is
 * k / (n + k) of the keys; a server that keeps its name keeps its keys, whatever becomes of the others.
 */
export function movedKeys(before: readonly string[], after: readonly string[]): number {
  const stay = after.filter((server) => before.includes(server)).length;
  const all = new Set([...before, ...after]).size;
  return all === 0 ? 0 : 1 - stay / all;
}

/**
 * Numbers of servers to grow by way of, each step waiting until the last one is warm, so that the misses of none are more than the disks
 * behind the cache can read.
 * @param misses reads a second that would miss if every key moved
 * @param reads reads a second that the disks do
 * @returns the numbers, the last one included; one where no step is needed, none where even one server more is too much
 */
export function gentleSteps(from: number, to: number, misses: number, reads: number): number[] {
  const steps: number[] = [];
  for (let at = from; at < to; ) {
    // (next - at) / next of the keys move.
    const furthest = misses <= reads ? to : Math.floor(at / (1 - reads / misses) + 1e-9);
    const next = Math.min(to, furthest);
    if (next <= at) return [];
    steps.push(next);
    at = next;
  }
  return steps;
}

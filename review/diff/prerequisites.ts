import type { Metrics } from "../snapshot/metrics/schema";

/** What somebody must do before `up`, which refuses to begin without it. */
export function prerequisites(before: Metrics, after: Metrics): string[] {
  const fresh = after.machines
    .filter(({ name }) => !before.machines.some((one) => one.name === name))
    .map(({ name }) => name);
  if (fresh.length === 0) return [];
  const labels = fresh.map((name) => `\`docker node update --label-add apture.machine.${name}=true <node>\``);
  return [
    `Join ${fresh.join(", ")} to the swarm, and label ${fresh.length === 1 ? "it" : "each"}: ${labels.join(", ")}.`,
  ];
}

import { bytesText, percent } from "../phrasing/values";
import type { MachineMetrics, Metrics, TierMetrics } from "../snapshot/metrics/schema";

/** Machines that a picture shows before it is no longer one. */
const most = 12;

/**
 * A Mermaid picture of what changes at a glance: tiers with arrows as wide as their share of the requests, machines with how full they are.
 * Nothing where neither changes.
 */
export function diagramOf(before: Metrics, after: Metrics): string | undefined {
  const tiers = JSON.stringify(before.tiers) !== JSON.stringify(after.tiers);
  const changed = changedMachines(before, after);
  if (!tiers && changed.length === 0) return undefined;
  const shown = (name: string, figures: Metrics) =>
    side(
      name,
      tiers ? figures.tiers.slice(0, most) : [],
      figures.machines.filter((machine) => changed.includes(machine.name)),
    );
  const sides = [shown("before", before), shown("after", after)];
  const widths = sides
    .flatMap(({ shares }) => shares)
    .map((share, index) => `  linkStyle ${index} ` + `stroke-width:${Math.max(1, Math.round(share * 12))}px`);
  return ["flowchart LR", ...sides.flatMap(({ lines }) => lines), ...widths].join("\n");
}

function changedMachines(before: Metrics, after: Metrics): string[] {
  const text = ({ machines }: Metrics) =>
    new Map(machines.map((machine) => [machine.name, `${machine.committed} of ${machine.memory}`]));
  const [old, now] = [text(before), text(after)];
  return [...new Set([...now.keys(), ...old.keys()])].filter((name) => old.get(name) !== now.get(name)).slice(0, most);
}

function side(
  name: string,
  tiers: readonly TierMetrics[],
  machines: readonly MachineMetrics[],
): { lines: string[]; shares: number[] } {
  return {
    lines: [
      `  subgraph ${name}`,
      ...(tiers.length > 0 ? [`    ${name}-router([router])`] : []),
      ...tiers.map(
        (tier) =>
          `    ${name}-router -- "${percent(tier.share)}" --> ${name}-tier-${tier.name}["${tier.name} x${tier.instances}"]`,
      ),
      ...machines.map((machine) => `    ${name}-${machine.name}["${machine.name}<br>${fill(machine)}"]`),
      "  end",
    ],
    shares: tiers.map(({ share }) => share),
  };
}

/** `#######--- 72 %<br>5.8 GiB of 8 GiB`: ten places, so that machines can be compared without reading. */
function fill({ committed, memory }: MachineMetrics): string {
  const places = Math.min(10, Math.round((committed / memory) * 10));
  return `${"█".repeat(places)}${"░".repeat(10 - places)} ${percent(committed / memory)}<br>${bytesText(committed)} of ${bytesText(memory)}`;
}

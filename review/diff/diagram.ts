import { bytesText, percent } from "../phrasing/phrases";
import type { MachineMetrics, Metrics, TierMetrics } from "../snapshot/metrics/schema";

/** More tiers or machines make a diagram unreadable. */
const maxItems = 12;

/**
 * A Mermaid diagram of the tiers, with arrows as wide as their share of the requests, and of the machines whose memory
 * changes. `undefined` if neither changes.
 */
export function diagramOf(before: Metrics, after: Metrics): string | undefined {
  const tiersChange = JSON.stringify(before.tiers) !== JSON.stringify(after.tiers);
  const changed = changedMachines(before, after);
  if (!tiersChange && changed.length === 0) return undefined;
  const sides = [
    { name: "before", metrics: before },
    { name: "after", metrics: after },
  ].map(({ name, metrics }) =>
    side(
      name,
      tiersChange ? metrics.tiers.slice(0, maxItems) : [],
      metrics.machines.filter((machine) => changed.includes(machine.name)),
    ),
  );
  const widths = sides
    .flatMap(({ shares }) => shares)
    .map((share, index) => `  linkStyle ${index} stroke-width:${Math.max(1, Math.round(share * 12))}px`);
  return ["flowchart LR", ...sides.flatMap(({ lines }) => lines), ...widths].join("\n");
}

function changedMachines(before: Metrics, after: Metrics): string[] {
  const memory = ({ machines }: Metrics) =>
    new Map(machines.map((machine) => [machine.name, `${machine.committed} of ${machine.memory}`]));
  const [old, now] = [memory(before), memory(after)];
  return [...new Set([...now.keys(), ...old.keys()])]
    .filter((name) => old.get(name) !== now.get(name))
    .slice(0, maxItems);
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
          `    ${name}-router -- "${percent(tier.share)}" --> ${name}-tier-${tier.name}["${tier.name} ` +
          `x${tier.instances}"]`,
      ),
      ...machines.map((machine) => `    ${name}-${machine.name}["${machine.name}<br>${memoryBar(machine)}"]`),
      "  end",
    ],
    shares: tiers.map(({ share }) => share),
  };
}

/** `███████░░░ 72 %<br>5.8 GiB of 8 GiB` */
function memoryBar({ committed, memory }: MachineMetrics): string {
  const filled = Math.min(10, Math.round((committed / memory) * 10));
  return (
    `${"█".repeat(filled)}${"░".repeat(10 - filled)} ${percent(committed / memory)}<br>${bytesText(committed)} of ` +
    `${bytesText(memory)}`
  );
}

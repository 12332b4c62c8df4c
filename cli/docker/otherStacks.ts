const service = "com.docker.swarm.service.name";

/**
 * A warning for whoever measures or tests: what else runs on the engine takes its share. Stacks by name, with how many containers each has; what
 * belongs to no service, as the images' registry, does next to nothing.
 */
export function otherStacks(
  containers: readonly { readonly Labels: Readonly<Record<string, string>> }[],
): string | undefined {
  const stacks = containers.flatMap(({ Labels }) => Labels[service]?.split("_")[0] ?? []);
  const counts = [...new Set(stacks)]
    .sort()
    .map((stack) => `${stack} (${stacks.filter((one) => one === stack).length})`);
  if (counts.length === 0) return undefined;
  return `Other stacks run on this engine, and take its cores and its disk: ${counts.join(", ")}. Better take them down first: npm run down -- -s <stack>`;
}

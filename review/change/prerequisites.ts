import type { StackFacts } from "../facts/schema";

/** What somebody must do before `up`, which refuses to begin without it. */
export function prerequisites(before: StackFacts, after: StackFacts): string[] {
  const fresh = after.figures.machines.filter(({ name }) => !before.figures.machines.some((one) => one.name === name)).map(({ name }) => name);
  const gone = before.passwords.filter((name) => !after.passwords.includes(name));
  return [
    ...(fresh.length === 0
      ? []
      : [`Join ${fresh.join(", ")} to the swarm, and label each: ${fresh.map((name) => `\`docker node update --label-add apture.machine.${name}=true <node>\``).join(", ")}.`]),
    ...(gone.length === 0
      ? []
      : [`Give up the passwords ${gone.join(", ")}, and with them what they open: \`pulumi state unprotect <URN>\` for each, after a last look at the data.`]),
  ];
}

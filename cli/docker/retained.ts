import type { PulumiCli } from "../../setup/pulumi/environment";
import { type ExportedState, exportState } from "../../setup/pulumi/state";
import { type StackState, shortName } from "./swarm";

/**
 * Passwords that a stack's state has and its declaration no longer asks for: those of databases that were taken out of it. They belong to
 * data that stays, so an update leaves them alone, which Pulumi would refuse to do by itself (docs/decisions/0011).
 * @param passwords that the declaration asks for
 */
export async function retainedPasswords(
  pulumi: PulumiCli,
  stack: string,
  passwords: readonly string[],
): Promise<string[]> {
  return undeclared(await exportState(pulumi, stack), passwords);
}

/** URNs of the protected passwords in an exported state that are none of these. */
export function undeclared({ deployment }: ExportedState, passwords: readonly string[]): string[] {
  return (deployment.resources ?? [])
    .filter(({ urn, protect }) => protect === true && urn.includes("random:index/randomPassword:RandomPassword::"))
    .map(({ urn }) => urn)
    .filter((urn) => !passwords.includes(urn.split("::").at(-1) ?? ""));
}

/** Options that have an update leave resources as they are, whether the program has them or not. */
export const leaveAlone = (urns: readonly string[]): string[] => urns.flatMap((urn) => ["--exclude", urn]);

/** For services that an update took away, where their data is, and how it is deleted: a line each. */
export function retainedVolumes(stack: string, before: StackState, after: StackState): string[] {
  const still = new Set(after.services.map(({ Spec }) => Spec.Name));
  const gone = before.services.filter(({ Spec }) => !still.has(Spec.Name));
  const names = gone.map(({ Spec }) => shortName(stack, Spec.Name));
  // Every database has a reconciler, as long as it is declared.
  const databases = names.flatMap((name) => /^(.+)-reconciler$/.exec(name)?.[1] ?? []).sort();
  const members = gone.flatMap(({ Spec }) => {
    const { ContainerSpec, Placement } = Spec.TaskTemplate;
    const volumes = (ContainerSpec.Mounts ?? []).flatMap(({ Type, Source }) => (Type === "volume" ? [Source] : []));
    if (volumes.length === 0) return [];
    const name = shortName(stack, Spec.Name);
    const machine = (Placement?.Constraints ?? [])
      .map((constraint) => /^node\.labels\.apture\.machine\.([^\s=]+)/.exec(constraint)?.[1])
      .find(Boolean);
    const deletes = databases.some((database) => name.startsWith(`${database}-`))
      ? ""
      : ` There, docker volume rm ${volumes.join(" ")} deletes it.`;
    return [
      `${name} is declared no longer. Its data stays on ${machine ?? "its machine"}, in ${volumes.join(" and ")}: declare it again, and it is as it was.${deletes}`,
    ];
  });
  return [
    ...members.sort(),
    ...databases.map(
      (database) => `npm run forget -- ${database} -s ${stack} deletes what is left of ${database} for good.`,
    ),
  ];
}

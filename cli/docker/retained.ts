import type { PulumiCli } from "../../setup/pulumi/environment";
import { type ExportedState, exportState } from "../../setup/pulumi/state";
import { type StackState, shortName } from "./swarm";

/**
 * Passwords in the state of a stack that its declaration no longer uses: those of removed databases, whose data is
 * retained. An update must exclude them, because Pulumi refuses to delete protected resources (docs/decisions/0011).
 * @param passwords names of the passwords that the declaration uses
 * @returns their URNs
 */
export async function retainedPasswords(
  pulumi: PulumiCli,
  stack: string,
  passwords: readonly string[],
): Promise<string[]> {
  return undeclaredPasswords(await exportState(pulumi, stack), passwords);
}

/** URNs of the protected passwords in an exported state that are not in the list. */
export function undeclaredPasswords({ deployment }: ExportedState, passwords: readonly string[]): string[] {
  return (deployment.resources ?? [])
    .filter(({ urn, protect }) => protect === true && urn.includes("random:index/randomPassword:RandomPassword::"))
    .map(({ urn }) => urn)
    .filter((urn) => !passwords.includes(urn.split("::").at(-1) ?? ""));
}

/** Pulumi options that exclude resources from an update. */
export const excluding = (urns: readonly string[]): string[] => urns.flatMap((urn) => ["--exclude", urn]);

/** One line for each service that an update removed: where its data is, and how to delete it. */
export function retainedVolumes(stack: string, before: StackState, after: StackState): string[] {
  const remaining = new Set(after.services.map(({ Spec }) => Spec.Name));
  const removed = before.services.filter(({ Spec }) => !remaining.has(Spec.Name));
  const names = removed.map(({ Spec }) => shortName(stack, Spec.Name));
  // Every declared database has a reconciler.
  const databases = names.flatMap((name) => /^(.+)-reconciler$/.exec(name)?.[1] ?? []).sort();
  const members = removed.flatMap(({ Spec }) => {
    const { ContainerSpec, Placement } = Spec.TaskTemplate;
    const volumes = (ContainerSpec.Mounts ?? []).flatMap(({ Type, Source }) => (Type === "volume" ? [Source] : []));
    if (volumes.length === 0) return [];
    const name = shortName(stack, Spec.Name);
    const machine = (Placement?.Constraints ?? [])
      .map((constraint) => /^node\.labels\.apture\.machine\.([^\s=]+)/.exec(constraint)?.[1])
      .find(Boolean);
    const hint = databases.some((database) => name.startsWith(`${database}-`))
      ? ""
      : ` To delete it, run docker volume rm ${volumes.join(" ")} there.`;
    return [
      `${name} is no longer declared. Its data is retained on ${machine ?? "its machine"} in ` +
        `${volumes.join(" and ")}; redeclare it to reattach the data.${hint}`,
    ];
  });
  return [
    ...members.sort(),
    ...databases.map(
      (database) => `npm run purge -- ${database} -s ${stack} permanently deletes the data of ${database}.`,
    ),
  ];
}

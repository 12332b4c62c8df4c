import * as z from "zod";
import type { PulumiCli } from "../toolchain/setup/pulumi/environment";
import { stackCommand } from "../toolchain/setup/pulumi/stack";
import { shortName, type StackState } from "./swarm";

const exported = z.object({
  deployment: z.object({ resources: z.array(z.object({ urn: z.string(), protect: z.boolean().optional() })).nullish() }).nullish(),
});

/**
 * Passwords that a stack's state has and its declaration no longer asks for: those of databases that were taken out of it. They belong to
 * data that stays, so an update leaves them alone, which Pulumi would refuse to do by itself (docs/decisions/0011).
 * @param passwords that the declaration asks for
 */
export async function keptPasswords(pulumi: PulumiCli, stack: string, passwords: readonly string[]): Promise<string[]> {
  return undeclared(await stackCommand(pulumi, ["stack", "export", "--stack", stack]), passwords);
}

/** URNs of the protected passwords in an exported state that are none of these. */
export function undeclared(state: string, passwords: readonly string[]): string[] {
  const { deployment } = exported.parse(JSON.parse(state));
  return (deployment?.resources ?? [])
    .filter(({ urn, protect }) => protect === true && urn.includes("random:index/randomPassword:RandomPassword::"))
    .map(({ urn }) => urn)
    .filter((urn) => !passwords.includes(urn.split("::").at(-1) ?? ""));
}

/** Options that have an update leave resources as they are, whether the program has them or not. */
export const leaveAlone = (urns: readonly string[]): string[] => urns.flatMap((urn) => ["--exclude", urn]);

/** For services that an update took away, where their data is: a line each, and how it is deleted. */
export function keptVolumes(stack: string, before: StackState, after: StackState): string[] {
  const still = new Set(after.services.map(({ Spec }) => Spec.Name));
  return before.services
    .filter(({ Spec }) => !still.has(Spec.Name))
    .flatMap(({ Spec }) => {
      const { ContainerSpec, Placement } = Spec.TaskTemplate;
      const volumes = (ContainerSpec.Mounts ?? []).flatMap(({ Type, Source }) => (Type === "volume" ? [Source] : []));
      if (volumes.length === 0) return [];
      const machine = (Placement?.Constraints ?? []).map((constraint) => /^node\.labels\.apture\.machine\.([^\s=]+)/.exec(constraint)?.[1]).find(Boolean);
      return [
        `${shortName(stack, Spec.Name)} is declared no longer. Its data stays on ${machine ?? "its machine"}, in ${volumes.join(" and ")}: declare it again, and it is as it was. ` +
          `There, docker volume rm ${volumes.join(" ")} deletes it.`,
      ];
    })
    .sort();
}

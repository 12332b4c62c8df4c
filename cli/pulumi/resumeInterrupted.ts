import type Docker from "dockerode";
import type { PulumiCli } from "../../setup/pulumi/environment";
import { releaseStaleLock } from "../../setup/pulumi/lock";
import { configArguments, type StackHistory } from "../../setup/pulumi/stack";
import { type ExportedState, exportState, importState } from "../../setup/pulumi/state";
import { runForeground } from "../runForeground";
import { isWorthShowing } from "./progress";

/**
 * Takes up where an update was killed. What it was making has no id in the state, and the engine may have it: the next update would find its name
 * taken, and a destroy would leave it. So the state is told of what is there, and everything is looked at. (Pulumi's own
 * `refresh --import-pending-creates` only drops it: 3.259, seen.)
 * @returns the exit code; 0 where nothing was cut off, too.
 */
export async function resumeInterrupted(
  pulumi: PulumiCli,
  docker: Docker,
  stack: string,
  history: StackHistory,
): Promise<number> {
  if (history === "missing") return 0;
  const killed = await releaseStaleLock(pulumi, stack);
  if (!killed && history !== "failed") return 0;
  const state = await exportState(pulumi, stack);
  if ((state.deployment.pending_operations ?? []).length === 0) return 0;
  console.log("\nThe last update was cut off, so Pulumi looks first at what really runs.");
  await importState(pulumi, stack, withMade(state, await idsByName(docker)));
  const args = ["refresh", "--stack", stack, ...configArguments(pulumi, stack), "--yes", "--skip-preview"];
  return runForeground(pulumi.path, [...args, ...(process.stdout.isTTY ? [] : ["--suppress-progress"])], pulumi.env, {
    shows: isWorthShowing,
  });
}

/** By `<type> <name>`. */
async function idsByName(docker: Docker): Promise<ReadonlyMap<string, string>> {
  const [services, networks, configs, secrets] = await Promise.all([
    docker.listServices(),
    docker.listNetworks(),
    docker.listConfigs(),
    docker.listSecrets(),
  ]);
  return new Map([
    ...services.map(({ ID, Spec }) => [`docker:index/service:Service ${Spec?.Name}`, ID] as const),
    ...networks.map(({ Id, Name }) => [`docker:index/network:Network ${Name}`, Id] as const),
    ...configs.map(({ ID, Spec }) => [`docker:index/serviceConfig:ServiceConfig ${Spec?.Name}`, ID] as const),
    ...secrets.map(({ ID, Spec }) => [`docker:index/secret:Secret ${Spec?.Name}`, ID] as const),
  ]);
}

/**
 * The state with what was being made, if it is there; what is not will be made. In place of what was deleted for it, but not beside what
 * still has its URN.
 */
export function withMade({ deployment, ...rest }: ExportedState, ids: ReadonlyMap<string, string>): ExportedState {
  const made = new Map(
    (deployment.pending_operations ?? []).flatMap(({ type, resource }) => {
      const id = ids.get(`${resource.type} ${String(resource.inputs?.["name"])}`);
      return type !== "creating" || id === undefined
        ? []
        : [[resource.urn, { ...resource, id, outputs: resource.inputs }] as const];
    }),
  );
  const before = deployment.resources ?? [];
  const known = new Set(before.map(({ urn }) => urn));
  // In its place: a resource has to come before those that depend on it.
  const kept = before.map((one) => (one.pendingReplacement === true ? (made.get(one.urn) ?? one) : one));
  const resources = [...kept, ...[...made.values()].filter(({ urn }) => !known.has(urn))];
  return { ...rest, deployment: { ...deployment, resources, pending_operations: [] } };
}

import type Docker from "dockerode";
import type { PulumiCli } from "../../setup/pulumi/environment";
import { releaseStaleLock } from "../../setup/pulumi/lock";
import { configArguments, type StackHistory } from "../../setup/pulumi/stack";
import { type ExportedState, exportState, importState } from "../../setup/pulumi/state";
import { runForeground } from "../terminal/runForeground";
import { isWorthShowing } from "./progress";

/**
 * Repairs the state after a killed update. The engine may have resources whose creation the state records as pending,
 * without an ID: the next update would find their names in use, and a destroy would leave them. So they are added to
 * the state, which is then refreshed. (Pulumi 3.259 only drops them, even with `refresh --import-pending-creates`.)
 * @returns the exit code; 0 if no update was interrupted
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
  console.log("\nThe last update was interrupted. Refreshing the state first.");
  await importState(pulumi, stack, withCreated(state, await idsByName(docker)));
  const args = ["refresh", "--stack", stack, ...configArguments(pulumi, stack), "--yes", "--skip-preview"];
  return runForeground(pulumi.path, [...args, ...(process.stdout.isTTY ? [] : ["--suppress-progress"])], pulumi.env, {
    shows: isWorthShowing,
  });
}

/** IDs of all resources on the engine by `<type> <name>`. */
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
 * Adds pending resources that exist on the engine to the state. The others will be created. A pending resource takes
 * the place of one that was deleted for its replacement, and is skipped if another resource has its URN.
 */
export function withCreated({ deployment, ...rest }: ExportedState, ids: ReadonlyMap<string, string>): ExportedState {
  const created = new Map(
    (deployment.pending_operations ?? []).flatMap(({ type, resource }) => {
      const id = ids.get(`${resource.type} ${String(resource.inputs?.["name"])}`);
      return type !== "creating" || id === undefined
        ? []
        : [[resource.urn, { ...resource, id, outputs: resource.inputs }] as const];
    }),
  );
  const before = deployment.resources ?? [];
  const known = new Set(before.map(({ urn }) => urn));
  // In the same position: a resource must precede those that depend on it.
  const replaced = before.map((one) => (one.pendingReplacement === true ? (created.get(one.urn) ?? one) : one));
  const resources = [...replaced, ...[...created.values()].filter(({ urn }) => !known.has(urn))];
  return { ...rest, deployment: { ...deployment, resources, pending_operations: [] } };
}

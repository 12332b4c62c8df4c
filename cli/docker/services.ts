import { table } from "../../lib/table";
import { type Node, type Service, type StackState, shortName, type Task } from "./swarm";

/** A row of the service table. */
export interface ServiceRow {
  readonly system: string;
  readonly service: string;
  readonly image: string;
  readonly running: number;
  readonly desired: number;
  readonly state: string;
  readonly machines: readonly string[];
}

export function serviceRows(stack: string, { services, tasks, nodes }: StackState): ServiceRow[] {
  return services
    .map((service) =>
      serviceRow(
        stack,
        service,
        tasks.filter((task) => task.ServiceID === service.ID),
        nodes,
      ),
    )
    .sort((a, b) => compare(a.system, b.system) || compare(a.service, b.service));
}

export const serviceTable = (rows: readonly ServiceRow[]): string =>
  table([
    ["SERVICE", "IMAGE", "TASKS", "STATE", "MACHINE"],
    ...rows.map(({ service, image, running, desired, state, machines }) => [
      service,
      image,
      `${running}/${desired}`,
      state,
      machines.join(", "),
    ]),
  ]);

function serviceRow(stack: string, service: Service, tasks: readonly Task[], nodes: readonly Node[]): ServiceRow {
  const desired =
    service.Spec.Mode.Replicated?.Replicas ?? tasks.filter((task) => task.DesiredState === "running").length;
  const running = tasks.filter((task) => task.DesiredState === "running" && task.Status.State === "running");
  return {
    system: service.Spec.Labels?.["apture.system"] ?? "",
    service: shortName(stack, service.Spec.Name),
    image: shortImage(service.Spec.TaskTemplate.ContainerSpec.Image),
    running: running.length,
    desired,
    state: stateOf(service, tasks, running.length, desired),
    machines: machinesOf(service, running, nodes),
  };
}

/** Swarm reports a task with a health check as running only when it is healthy, so the count includes health. */
function stateOf(service: Service, tasks: readonly Task[], running: number, desired: number): string {
  const update = service.UpdateStatus?.State ?? "";
  if (update.startsWith("rollback")) return update === "rollback_completed" ? "rolled back" : update.replace("_", " ");
  if (update === "paused") return "update paused";
  if (running === desired) return update === "updating" ? "updating" : "healthy";
  const waiting = tasks.find((task) => task.DesiredState === "running" && task.Status.State !== "running");
  return waiting?.Status.Err ?? (update === "updating" ? "updating" : (waiting?.Status.State ?? "missing"));
}

/** The declared machine if the constraint or the node identifies exactly one, else the host name of the node. */
function machinesOf(service: Service, running: readonly Task[], nodes: readonly Node[]): string[] {
  const pinned = (service.Spec.TaskTemplate.Placement?.Constraints ?? []).flatMap((constraint) => {
    const name = /^node\.labels\.apture\.machine\.([^\s=]+)\s*==\s*true$/.exec(constraint)?.[1];
    return name === undefined ? [] : [name];
  });
  if (pinned.length > 0) return pinned;
  const names = running.map((task) => {
    const node = nodes.find(({ ID }) => ID === task.NodeID);
    const [only, ...rest] = Object.keys(node?.Spec.Labels ?? {}).flatMap(
      (label) => /^apture\.machine\.(.+)$/.exec(label)?.[1] ?? [],
    );
    return only !== undefined && rest.length === 0 ? only : (node?.Description.Hostname ?? "?");
  });
  return [...new Set(names)].sort();
}

/** Shortens an image reference with registry and digest to `router@1f2e3d4c5b6a`. */
export function shortImage(reference: string): string {
  const [, name = reference, digest] = /([^/@:]+)(?::[^/@]+)?(?:@sha256:([0-9a-f]+))?$/.exec(reference) ?? [];
  return digest === undefined ? name : `${name}@${digest.slice(0, 12)}`;
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

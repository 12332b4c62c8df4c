import { isDeepStrictEqual } from "node:util";
import type { ServiceInfo, TaskInfo } from "./engineTypes";

/** A task's states in the order in which it passes through them. */
const ORDER = [
  "new",
  "allocated",
  "pending",
  "assigned",
  "accepted",
  "preparing",
  "ready",
  "starting",
  "running",
  "complete",
  "shutdown",
  "failed",
  "rejected",
  "remove",
  "orphaned",
];
const rank = (state: string): number => ORDER.indexOf(state);
const RUNNING = rank("running");

/** Whether a task has ended. Swarm never restarts a task; it creates another. */
export const hasEnded = (task: TaskInfo): boolean => rank(task.Status.State) > RUNNING;

/**
 * The running task of each slot, without those that are to stop. A task is `running` only after its health check
 * passed.
 */
export function runningTasks(tasks: readonly TaskInfo[], nodes: ReadonlySet<string>): TaskInfo[] {
  const bySlot = new Map<string, TaskInfo>();
  for (const task of tasks) {
    if (rank(task.DesiredState) > RUNNING || rank(task.Status.State) !== RUNNING) continue;
    if (task.NodeID && !nodes.has(task.NodeID)) continue;
    bySlot.set(String(task.Slot ?? task.NodeID), task);
  }
  return [...bySlot.values()];
}

/** Tasks that run or are to run. */
export const intendedTasks = (tasks: readonly TaskInfo[]): TaskInfo[] =>
  tasks.filter((task) => rank(task.DesiredState) <= RUNNING && !hasEnded(task));

export const desiredTasks = (service: ServiceInfo): number | undefined => service.Spec.Mode.Replicated?.Replicas;

/** Whether a task has the service's current spec. */
export const isCurrent = (task: TaskInfo, service: ServiceInfo): boolean =>
  isDeepStrictEqual(task.Spec ?? {}, service.Spec.TaskTemplate);

/** The last task that failed, exited or could not be scheduled: the reason why a service does not converge. */
export function lastFailure(tasks: readonly TaskInfo[], since: number): TaskInfo | undefined {
  const time = ({ Status, CreatedAt }: TaskInfo): number => Date.parse(Status.Timestamp ?? CreatedAt);
  const failed = tasks.filter((task) => (task.Status.Err || task.Status.State === "complete") && time(task) >= since);
  return failed.sort((a, b) => time(b) - time(a))[0];
}

export const errorOf = ({ Status }: TaskInfo): string =>
  Status.Err || `task: exited with code ${Status.ContainerStatus?.ExitCode ?? 0}, but must continue to run`;

import type { ServiceInfo, TaskInfo } from "./engineTypes";

/** Task states in the order that a task goes through them. */
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

/** Whether a task no longer runs and never will. */
export const hasEnded = (task: TaskInfo): boolean => rank(task.Status.State) > RUNNING;

/** Running tasks, one a slot, that are meant to go on running. A task of swarm runs only once its health check has passed. */
export function runningTasks(tasks: readonly TaskInfo[], nodes: ReadonlySet<string>): TaskInfo[] {
  const bySlot = new Map<string, TaskInfo>();
  for (const task of tasks) {
    if (rank(task.DesiredState) > RUNNING || rank(task.Status.State) !== RUNNING) continue;
    if (task.NodeID && !nodes.has(task.NodeID)) continue;
    bySlot.set(String(task.Slot ?? task.NodeID), task);
  }
  return [...bySlot.values()];
}

/** Tasks that are meant to run, whether they do yet or not. */
export const wantedTasks = (tasks: readonly TaskInfo[]): TaskInfo[] =>
  tasks.filter((task) => rank(task.DesiredState) <= RUNNING && !hasEnded(task));

export const desiredTasks = (service: ServiceInfo): number | undefined => service.Spec.Mode.Replicated?.Replicas;

/** Whether a task was made of the service's present spec. */
export function isCurrent(task: TaskInfo, service: ServiceInfo): boolean {
  return canonical(task.Spec ?? {}) === canonical(service.Spec.TaskTemplate);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The last task that failed, ended by itself, or cannot be placed: why a service does not converge. */
export function lastFailure(tasks: readonly TaskInfo[], since: number): TaskInfo | undefined {
  const time = ({ Status, CreatedAt }: TaskInfo): number => Date.parse(Status.Timestamp ?? CreatedAt);
  const suspects = tasks.filter((task) => (task.Status.Err || task.Status.State === "complete") && time(task) >= since);
  return suspects.sort((a, b) => time(b) - time(a))[0];
}

export const reasonOf = ({ Status }: TaskInfo): string =>
  Status.Err || `task: ended by itself (${Status.ContainerStatus?.ExitCode ?? 0}), where it should go on running`;

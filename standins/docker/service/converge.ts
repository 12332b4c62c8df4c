import { longDuration, milliseconds, nanoseconds } from "../../bridge/durations";
import { object, text, type Value } from "../../bridge/values";
import { poll } from "../poll";
import { type EngineSnapshot, engineSnapshot } from "./engineSnapshot";
import type { ServiceInfo, TaskInfo } from "./engineTypes";
import { failureReason } from "./failureReason";
import { desiredTasks, intendedTasks, isCurrent, runningTasks } from "./tasks";

export interface Wait {
  readonly serviceId: string;
  /** The service's name, for errors. */
  readonly name: string;
  /** The input `convergeConfig`. */
  readonly converge: Value | undefined;
  readonly signal: AbortSignal;
}

/** The service did not converge within the timeout. A create then removes the service. */
export class ConvergeTimeout extends Error {}

/**
 * For how long the same tasks must run, because a process that exits at once runs for a moment too. The official
 * plugin waits for `delay` (default 7 s) before its first check. The stand-in waits for at most this part of `delay`,
 * and longer if a task failed.
 */
const STABLE_MS = 1_000;
const STABLE_AFTER_FAILURE_MS = 5_000;

/**
 * How long the engine may take to start an update. It sets no status until then, and never if no task has to change.
 */
const UPDATE_START_MS = 1_000;
const UPDATE_START_TIMEOUT_MS = 10_000;

/** Waits until a new service's tasks run. */
export async function waitForCreate(wait: Wait): Promise<void> {
  const stability = new StabilityTimer();
  const requiredMs = Math.min(STABLE_MS, milliseconds(settings(wait).delay));
  await converge(wait, async (service, snapshot) => {
    const { running, failed } = taskStatus(service, snapshot, wait);
    return stability.unchangedForMs(running) >= (failed ? STABLE_AFTER_FAILURE_MS : requiredMs);
  });
}

/**
 * Waits until an update is complete, including its monitoring, and the tasks run.
 * @param before the service before the update
 */
export async function waitForUpdate(wait: Wait, before: ServiceInfo): Promise<void> {
  const started = performance.now();
  const startedAt = Date.now();
  await converge(wait, async (service, snapshot) => {
    const { State: state, Message: message = "" } = service.UpdateStatus ?? {};
    if (state !== undefined && !isStatusOfEarlierUpdate(service, before)) {
      const failure = updateFailure(state, message);
      if (failure) throw new Error(await withReason(failure, wait, startedAt));
      return state === "completed" && taskStatus(service, snapshot, wait).running !== undefined;
    }
    const waitedMs = performance.now() - started;
    if (waitedMs < UPDATE_START_MS) return false;
    const { running } = taskStatus(service, snapshot, wait);
    if (running === undefined) return false;
    return waitedMs >= UPDATE_START_TIMEOUT_MS || running.every((task) => isCurrent(task, service));
  });
}

const isStatusOfEarlierUpdate = ({ UpdateStatus: now }: ServiceInfo, { UpdateStatus: earlier }: ServiceInfo): boolean =>
  now?.StartedAt !== undefined &&
  now.StartedAt === earlier?.StartedAt &&
  now.State === earlier.State &&
  now.State === "completed";

/** The official error text for an update that was rolled back or paused. */
function updateFailure(state: string, message: string): string | undefined {
  switch (state) {
    case "rollback_completed":
      return `service rollback completed: ${message}`;
    case "rollback_paused":
      return `service rollback paused: ${message}`;
    case "paused":
      return `service update paused: ${message}`;
    default:
      return undefined;
  }
}

async function withReason(message: string, { serviceId, name }: Wait, startedAt: number): Promise<string> {
  const reason = await failureReason(serviceId, name, startedAt);
  return `${message}\nservice ${name}${reason === "" ? "" : `, ${reason}`}`;
}

function settings({ converge }: Wait): { readonly delay: string; readonly timeout: string } {
  const { delay, timeout } = object(converge);
  return { delay: text(delay ?? "7s"), timeout: text(timeout ?? "3m") };
}

async function converge(
  wait: Wait,
  isDone: (service: ServiceInfo, snapshot: EngineSnapshot) => Promise<boolean>,
): Promise<void> {
  const { timeout } = settings(wait);
  const startedAt = Date.now();
  const done = await poll(
    async () => {
      const snapshot = await engineSnapshot();
      const service = snapshot.services.get(wait.serviceId);
      if (!service) throw new Error(`service ${wait.name} was deleted by another client while it converged`);
      return (await isDone(service, snapshot)) ? true : undefined;
    },
    milliseconds(timeout),
    wait.signal,
  );
  if (done) return;
  const message = `Service with ID (${wait.serviceId}) did not converge after ${longDuration(nanoseconds(timeout))}`;
  throw new ConvergeTimeout(await withReason(message, wait, startedAt));
}

interface TaskStatus {
  /** The running tasks, if they are as many as desired and no others are to run. */
  readonly running: readonly TaskInfo[] | undefined;
  readonly failed: boolean;
}

function taskStatus(service: ServiceInfo, snapshot: EngineSnapshot, wait: Wait): TaskStatus {
  const desired = desiredTasks(service);
  if (desired === undefined) {
    throw new Error(`service ${wait.name} has no replica count; omit convergeConfig for a global service`);
  }
  const tasks = snapshot.tasks.get(service.ID) ?? [];
  const running = runningTasks(tasks, snapshot.activeNodes);
  const complete = running.length === desired && intendedTasks(tasks).length <= desired;
  return {
    running: complete ? running : undefined,
    failed: tasks.some(({ Status }) => Status.State === "failed" || Status.State === "rejected"),
  };
}

/** Measures for how long the set of running tasks has not changed. */
class StabilityTimer {
  private ids = "";
  private since = 0;

  unchangedForMs(tasks: readonly TaskInfo[] | undefined): number {
    const now = performance.now();
    const ids = (tasks?.map((task) => task.ID) ?? ["none"]).sort().join();
    if (ids !== this.ids) {
      this.ids = ids;
      this.since = now;
    }
    return tasks === undefined ? -1 : now - this.since;
  }
}

import { longDuration, milliseconds, nanoseconds } from "../../bridge/durations";
import { isUnset, type Properties, text, type Value } from "../../bridge/values";
import { poll } from "../poll";
import { type EngineSnapshot, engineSnapshot } from "./engineSnapshot";
import type { ServiceInfo, TaskInfo } from "./engineTypes";
import { failureReason } from "./failureReason";
import { desiredTasks, isCurrent, runningTasks, wantedTasks } from "./tasks";

export interface Wait {
  readonly serviceId: string;
  /** The service's name, for errors. */
  readonly name: string;
  readonly converge: Value | undefined;
  readonly signal: AbortSignal;
}

/** Did not converge in time; a create then removes the service. */
export class ConvergeTimeout extends Error {}

/**
 * The same tasks must be seen running this long: a process that ends at once runs for a moment too. Upstream waits for `delay`
 * (7 s unless set) before it looks at all; we wait for no longer than this of it, and longer where a task has failed before.
 */
const STEADY_MS = 1_000;
const STEADY_AFTER_FAILURE_MS = 5_000;

/** How long the engine may take to begin with an update; it has no status until then, nor ever when no task has to change. */
const BEGIN_MS = 1_000;
const BEGIN_LATEST_MS = 10_000;

/** Waits until a new service's tasks run. */
export async function waitForCreate(wait: Wait): Promise<void> {
  const steady = new Steady();
  const briefly = Math.min(STEADY_MS, milliseconds(text(settings(wait).delay)));
  await converge(wait, async (service, now) => {
    const seen = look(service, now, wait);
    return steady.heldFor(seen.running) >= (seen.failed ? STEADY_AFTER_FAILURE_MS : briefly);
  });
}

/** Waits until an update is completed, its monitoring included, and the tasks run; `before` is the service as it was. */
export async function waitForUpdate(wait: Wait, before: ServiceInfo): Promise<void> {
  const started = performance.now();
  const began = Date.now();
  await converge(wait, async (service, now) => {
    const { State: state, Message: message = "", StartedAt: startedAt } = service.UpdateStatus ?? {};
    // The status of the update before this one says nothing of this one.
    const stale =
      startedAt !== undefined &&
      startedAt === before.UpdateStatus?.StartedAt &&
      state === before.UpdateStatus?.State &&
      state === "completed";
    if (state !== undefined && !stale) {
      const failure = failureOf(state, message);
      if (failure)
        throw new Error(withReason(`${failure}`, wait, await failureReason(wait.serviceId, wait.name, began)));
      return state === "completed" && look(service, now, wait).running !== undefined;
    }
    const waited = performance.now() - started;
    if (waited < BEGIN_MS) return false;
    const tasks = look(service, now, wait).running;
    return tasks !== undefined && (waited >= BEGIN_LATEST_MS || tasks.every((task) => isCurrent(task, service)));
  });
}

/** Upstream's words for an update that did not become what was asked for. */
function failureOf(state: string, message: string): string | undefined {
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

const withReason = (words: string, { name }: Wait, reason: string): string =>
  `${words}\nservice ${name}${reason === "" ? "" : `, ${reason}`}`;

interface Settings {
  readonly delay: Value;
  readonly timeout: Value;
}

const settings = ({ converge }: Wait): Settings => {
  const given = (isUnset(converge) ? {} : converge) as Properties;
  return { delay: given.delay ?? "7s", timeout: given.timeout ?? "3m" };
};

async function converge(
  wait: Wait,
  isDone: (service: ServiceInfo, now: EngineSnapshot) => Promise<boolean>,
): Promise<void> {
  const { timeout } = settings(wait);
  const began = Date.now();
  const done = await poll(
    async () => {
      const now = await engineSnapshot();
      const service = now.services.get(wait.serviceId);
      if (!service) throw new Error(`service ${wait.name} was removed by somebody else while it converged`);
      return (await isDone(service, now)) ? true : undefined;
    },
    milliseconds(text(timeout)),
    wait.signal,
  );
  if (done) return;
  const words = `Service with ID (${wait.serviceId}) did not converge after ${longDuration(nanoseconds(text(timeout)))}`;
  throw new ConvergeTimeout(withReason(words, wait, await failureReason(wait.serviceId, wait.name, began)));
}

interface Seen {
  /** The tasks, when as many run as the service wants and no other is meant to. */
  readonly running: readonly TaskInfo[] | undefined;
  readonly failed: boolean;
}

function look(service: ServiceInfo, now: EngineSnapshot, wait: Wait): Seen {
  const desired = desiredTasks(service);
  if (desired === undefined)
    throw new Error(`service ${wait.name} has no replica count; leave convergeConfig out for a global service`);
  const tasks = now.tasks.get(service.ID) ?? [];
  const up = runningTasks(tasks, now.activeNodes);
  const all = up.length === desired && wantedTasks(tasks).length <= desired;
  return {
    running: all ? up : undefined,
    failed: tasks.some((task) => task.Status.State === "failed" || task.Status.State === "rejected"),
  };
}

/** Measures for how long the same tasks have been seen. */
class Steady {
  private seen = "";
  private since = 0;

  heldFor(tasks: readonly TaskInfo[] | undefined): number {
    const now = performance.now();
    const ids =
      tasks === undefined
        ? "none"
        : tasks
            .map((task) => task.ID)
            .sort()
            .join();
    if (ids !== this.seen) {
      this.seen = ids;
      this.since = now;
    }
    return tasks === undefined ? -1 : now - this.since;
  }
}

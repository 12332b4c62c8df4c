import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import { lastLines } from "./logs";
import { readStack, type StackState, shortName, type Task } from "./swarm";

/** A task that failed or did not become healthy during an update. */
export interface FailedTask {
  readonly service: string;
  /** `router.2`: the service and its slot. */
  readonly name: string;
  readonly machine: string;
  readonly reason: string;
  readonly log: readonly string[];
}

/** Services run until they are stopped, so a complete task exited unexpectedly. */
const failedStates = ["failed", "rejected", "complete"];
const logLines = 10;
/** A task that is not healthy after this time may never be. Its log is read then, and again at each interval. */
const slowAfter = 10_000;
const slowInterval = 5_000;

/**
 * Watches the tasks of a stack during an update and records why they fail. It polls during the update, because a
 * service that does not start is removed with its logs.
 */
export class TaskWatch {
  private readonly failed = new Map<string, FailedTask>();
  private readonly before = new Set<string>();
  private readonly stop = new AbortController();
  private slow = new Map<string, { readonly at: number; readonly task: FailedTask }>();
  private last: StackState = { services: [], tasks: [], nodes: [] };
  private readonly done: Promise<void>;

  constructor(
    private readonly docker: Docker,
    private readonly stack: string,
  ) {
    this.done = this.watch();
  }

  /** Polls once more. Returns the tasks that never became healthy, then the tasks that failed. */
  async end(): Promise<FailedTask[]> {
    this.stop.abort();
    await this.done;
    await this.poll();
    const slow = [...this.slow].filter(([id]) => !this.failed.has(id));
    return [...slow.map(([, { task }]) => task), ...this.failed.values()];
  }

  private async watch(): Promise<void> {
    for (const { ID, Status } of (await this.read()).tasks)
      if (failedStates.includes(Status.State)) this.before.add(ID);
    while (!this.stop.signal.aborted) {
      await this.poll();
      // Swarm has no event for a task that fails on another node.
      await delay(1_000, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }

  private async poll(): Promise<void> {
    this.last = await this.read();
    for (const task of this.last.tasks) {
      if (!failedStates.includes(task.Status.State) || this.before.has(task.ID) || this.failed.has(task.ID)) continue;
      this.failed.set(task.ID, this.describe(task, await lastLines(this.docker, task.ID, logLines)));
    }
    const live = this.last.tasks.filter((task) => task.DesiredState === "running");
    for (const { ID, Status } of live) if (Status.State === "running") this.slow.delete(ID);
    await Promise.all(
      live
        .filter((task) => !["running", ...failedStates].includes(task.Status.State))
        .map((task) => this.recordSlow(task)),
    );
  }

  private async recordSlow(task: Task): Promise<void> {
    const now = Date.now();
    if (now - Date.parse(task.CreatedAt) < slowAfter || now - (this.slow.get(task.ID)?.at ?? 0) < slowInterval) return;
    const reason =
      task.Status.Err ?? (task.Status.State === "starting" ? "not healthy yet" : `still ${task.Status.State}`);
    this.slow.set(task.ID, {
      at: now,
      task: { ...this.describe(task, await lastLines(this.docker, task.ID, logLines)), reason },
    });
  }

  /** If the engine is too busy to answer, the next poll tries again. */
  private read(): Promise<StackState> {
    return readStack(this.docker, this.stack).catch(() => this.last);
  }

  private describe(task: Task, log: readonly string[]): FailedTask {
    const name = this.last.services.find(({ ID }) => ID === task.ServiceID)?.Spec.Name ?? task.ServiceID;
    const service = shortName(this.stack, name);
    return {
      service,
      name: `${service}.${task.Slot ?? 1}`,
      machine: this.last.nodes.find(({ ID }) => ID === task.NodeID)?.Description.Hostname ?? "no machine",
      reason: reasonOf(task),
      log,
    };
  }
}

export function reasonOf({ Status }: Task): string {
  const code = Status.ContainerStatus?.ExitCode;
  if (Status.State === "complete") return "exited without an error";
  const text = Status.Err ?? Status.Message ?? Status.State;
  return code === undefined || code === 0 || text.includes(`(${code})`) ? text : `${text} (exit code ${code})`;
}

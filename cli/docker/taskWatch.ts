import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import { lastLines } from "./logs";
import { readStack, type StackState, shortName, type Task } from "./swarm";

/** A task that came to grief while an update went on. */
export interface FailedTask {
  readonly service: string;
  /** `router.2`: the service and its slot. */
  readonly name: string;
  readonly machine: string;
  readonly reason: string;
  readonly log: readonly string[];
}

/** A service goes on, so a task that is complete has ended by itself. */
const bad = ["failed", "rejected", "complete"];
const linesKept = 10;
/** A task that is not healthy after this time may never be; from then on the end of its log is kept, and looked at again this often. */
const slowAfter = 10_000;
const slowAgain = 5_000;

/**
 * Watches a stack's tasks during an update and keeps why they fail. It must look while it happens: a service that does not come up
 * is removed, and its tasks' logs with it.
 */
export class TaskWatch {
  private readonly seen = new Map<string, FailedTask>();
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

  /** Looks once more, and returns what came to grief since the watch began: what never became healthy first, then what failed. */
  async end(): Promise<FailedTask[]> {
    this.stop.abort();
    await this.done;
    await this.look();
    const slow = [...this.slow].filter(([id]) => !this.seen.has(id));
    return [...slow.map(([, { task }]) => task), ...this.seen.values()];
  }

  private async watch(): Promise<void> {
    for (const { ID, Status } of (await this.read()).tasks) if (bad.includes(Status.State)) this.before.add(ID);
    while (!this.stop.signal.aborted) {
      await this.look();
      // Swarm's API has no event for a task that fails on another machine.
      await delay(1_000, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    this.last = await this.read();
    for (const task of this.last.tasks) {
      if (!bad.includes(task.Status.State) || this.before.has(task.ID) || this.seen.has(task.ID)) continue;
      this.seen.set(task.ID, this.describe(task, await lastLines(this.docker, task.ID, linesKept)));
    }
    const live = this.last.tasks.filter((task) => task.DesiredState === "running");
    for (const { ID, Status } of live) if (Status.State === "running") this.slow.delete(ID);
    await Promise.all(
      live.filter((task) => !["running", ...bad].includes(task.Status.State)).map((task) => this.lookAtSlow(task)),
    );
  }

  private async lookAtSlow(task: Task): Promise<void> {
    const now = Date.now();
    if (now - Date.parse(task.CreatedAt) < slowAfter || now - (this.slow.get(task.ID)?.at ?? 0) < slowAgain) return;
    const reason =
      task.Status.Err ??
      (task.Status.State === "starting" ? "it was not healthy yet" : `it was still ${task.Status.State}`);
    this.slow.set(task.ID, {
      at: now,
      task: { ...this.describe(task, await lastLines(this.docker, task.ID, linesKept)), reason },
    });
  }

  /** An engine that is too busy to answer is asked again in a second. */
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
  if (Status.State === "complete") return "it ended by itself, without an error";
  const text = Status.Err ?? Status.Message ?? Status.State;
  return code === undefined || code === 0 || text.includes(`(${code})`) ? text : `${text} (exit code ${code})`;
}

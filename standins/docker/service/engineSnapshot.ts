import { setTimeout as sleep } from "node:timers/promises";
import { engine } from "../engine";
import { asked } from "../errors";
import { POLL_MS } from "../poll";
import type { ServiceInfo, TaskInfo } from "./engineTypes";

/** What the engine has at one moment. */
export interface EngineSnapshot {
  readonly services: ReadonlyMap<string, ServiceInfo>;
  /** Tasks by their service's id, also of one that was removed: no filter by its name finds those any more. */
  readonly tasks: ReadonlyMap<string, readonly TaskInfo[]>;
  /** Nodes that are not down; a task on a node that is counts as lost. */
  readonly activeNodes: ReadonlySet<string>;
}

interface Node {
  readonly ID: string;
  readonly Status?: { readonly State?: string };
}

let next: Promise<EngineSnapshot> | undefined;
let last = Number.NEGATIVE_INFINITY;

/**
 * Taken after the call, and one for all who wait: two dozen services that each ask for themselves four times a second cost the engine, whose
 * list of tasks has no filter that outlives a service, a third of what it does while a cluster starts.
 */
export function engineSnapshot(): Promise<EngineSnapshot> {
  next ??= take();
  return next;
}

async function take(): Promise<EngineSnapshot> {
  // At 0 as well: whoever asks in the same turn has the same engineSnapshot.
  await sleep(Math.max(0, last + POLL_MS - performance.now()));
  next = undefined;
  last = performance.now();
  const docker = await engine();
  const [services, tasks, nodes] = await asked(
    "services and their tasks",
    Promise.all([docker.listServices(), docker.listTasks({}), docker.listNodes()]),
  );
  const byService = new Map<string, TaskInfo[]>();
  for (const task of tasks as (TaskInfo & { readonly ServiceID: string })[])
    byService.set(task.ServiceID, [...(byService.get(task.ServiceID) ?? []), task]);
  return {
    services: new Map((services as ServiceInfo[]).map((service) => [service.ID, service])),
    tasks: byService,
    activeNodes: new Set((nodes as Node[]).filter((node) => node.Status?.State !== "down").map((node) => node.ID)),
  };
}

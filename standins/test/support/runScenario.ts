import { join } from "node:path";
import type { Properties } from "../../bridge/values";
import type { Operation } from "../fixtures/recording";
import type { Step } from "../fixtures/scenarios";
import { eventsOf, type Outcome, type Sandbox, shell } from "./sandbox";

/** What a step did: as in the recordings, with the names of this run put back. */
export interface Played {
  readonly step: string;
  readonly preview?: Outcome;
  readonly up: Outcome;
  readonly operations: readonly Operation[];
  readonly engine: readonly Properties[];
}

/** A run of steps of one scenario, one after the other. */
export interface Part {
  readonly scenario: string;
  readonly steps: readonly Step[];
  /** What tells its objects from those of other parts. */
  readonly key: string;
}

export interface Performance {
  readonly steps: readonly Played[];
  readonly destroy: Outcome;
  /** Objects of the engine that are left. */
  readonly left: string;
}

/** Plays a part with the real CLI and engine, and destroys what it made. */
export async function play(sandbox: Sandbox, { scenario, steps, key }: Part): Promise<Performance> {
  const prefix = `rec-${key}-`;
  const plain = (text: string): string => text.replaceAll(prefix, "rec-");
  const project = await sandbox.project(key);
  const played: Played[] = [];
  let failure: unknown;
  try {
    for (const [index, { label, before, refresh }] of steps.entries()) {
      const env = { REC_SCENARIO: scenario, REC_STEP: label, REC_PREFIX: prefix };
      if (before) await shell(before.replace(/NAME\((\w+)\)/g, (_, name: string) => prefix + name));
      if (refresh) await sandbox.pulumi(project, ["refresh", "--yes", "--skip-preview"], env);
      const preview = index === 0 ? await sandbox.pulumi(project, ["preview"], env) : undefined;
      const log = join(sandbox.folder, `${key}-${index}.events`);
      const up = await sandbox.pulumi(project, ["up", "--yes", "--skip-preview", "--event-log", log], env);
      played.push({
        step: label,
        up: { ...up, output: plain(up.output) },
        ...(preview ? { preview } : {}),
        operations: operationsOf(await eventsOf(log)),
        engine: JSON.parse(plain(await specs(prefix))) as Properties[],
      });
    }
  } catch (error) {
    failure = error;
  }
  // Also after a failure: other runs and other people use the same engine.
  const destroy = await sandbox.pulumi(project, ["destroy", "--yes", "--skip-preview"]);
  const left = await leftovers(prefix);
  if (failure) throw failure;
  return { steps: played, destroy, left };
}

async function specs(prefix: string): Promise<string> {
  const ids = (await shell(`docker service ls -q --filter name=${prefix}`)).split("\n").filter(Boolean);
  if (ids.length === 0) return "[]";
  const inspected = JSON.parse(await shell(`docker service inspect ${ids.join(" ")}`)) as { readonly Spec: unknown }[];
  return JSON.stringify(inspected.map(({ Spec }) => Spec));
}

async function leftovers(prefix: string): Promise<string> {
  const kinds = ["service", "network", "secret", "config"].map(
    (kind) => `docker ${kind} ls -q --filter name=${prefix}`,
  );
  const found = await shell([...kinds, `docker ps -q --filter name=${prefix}`].join("; "));
  // Volumes that mounts made are nobody's; the engine holds them until it has put the last container away.
  await shell(
    `for i in 1 2 3 4 5 6 7 8; do v=$(docker volume ls -q --filter name=${prefix}); [ -z "$v" ] && break; docker volume rm -f $v >/dev/null 2>&1 || sleep 1; done`,
  );
  return found.trim();
}

interface StepEvent {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly keys?: readonly string[];
  readonly detailedDiff?: Readonly<Record<string, { readonly diffKind: string }>> | null;
}

const SHOWN = ["create", "update", "replace", "delete"];

function operationsOf(events: readonly Record<string, unknown>[]): Operation[] {
  return events
    .map((event) => (event.resourcePreEvent as { readonly metadata: StepEvent } | undefined)?.metadata)
    .filter(
      (metadata): metadata is StepEvent =>
        metadata !== undefined && SHOWN.includes(metadata.op) && !metadata.type.startsWith("pulumi:"),
    )
    .map(({ op, urn, keys, detailedDiff }) => ({
      op,
      resource: urn.split("::").slice(2).join("::"),
      ...(op === "replace" ? { replaceReasons: [...(keys ?? [])].sort() } : {}),
      detailedDiff: detailedDiff
        ? Object.fromEntries(Object.entries(detailedDiff).map(([path, { diffKind }]) => [path, diffKind]))
        : null,
    }));
}

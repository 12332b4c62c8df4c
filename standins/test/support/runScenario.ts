import { join } from "node:path";
import type { Properties } from "../../bridge/values";
import type { Step } from "../fixtures/programs";
import type { Operation } from "../fixtures/recording";
import { type Outcome, readJsonLines, type Sandbox, shell } from "./sandbox";

/** The result of a step, with the names that the recordings have. */
export interface StepResult {
  readonly step: string;
  readonly preview?: Outcome;
  readonly refresh?: Outcome;
  readonly up: Outcome;
  readonly operations: readonly Operation[];
  /** The specs of the services in the engine. */
  readonly engine: readonly Properties[];
}

/** Consecutive steps of one scenario. */
export interface ScenarioPart {
  readonly scenario: string;
  readonly steps: readonly Step[];
  /** Names the stack. */
  readonly key: string;
  /** Precedes the names of the part's objects in the engine. */
  readonly prefix: string;
}

export interface ScenarioRun {
  readonly steps: readonly StepResult[];
  readonly destroy: Outcome;
  /** Objects that remain in the engine. */
  readonly remaining: string;
}

export interface RunOptions {
  /** Whether a preview precedes every step, or only the first one. */
  readonly previewAll?: boolean;
  /** A file to which the Pulumi engine appends every call to a plugin. */
  readonly callLog?: (step: string) => string;
}

/** Runs a part with the Pulumi CLI and the Docker engine, and destroys its resources. */
export async function runScenario(
  sandbox: Sandbox,
  part: ScenarioPart,
  options: RunOptions = {},
): Promise<ScenarioRun> {
  const { scenario, steps, key, prefix } = part;
  const withRecordedNames = (text: string): string => text.replaceAll(prefix, "rec-");
  const project = await sandbox.project(key);
  const results: StepResult[] = [];
  let failure: unknown;
  try {
    for (const [index, { label, before, refresh }] of steps.entries()) {
      const env = {
        SCENARIO: scenario,
        SCENARIO_STEP: label,
        NAME_PREFIX: prefix,
        ...(options.callLog ? { PULUMI_DEBUG_GRPC: options.callLog(label) } : {}),
      };
      const pulumi = (...args: string[]): Promise<Outcome> => sandbox.pulumi(project, args, env);
      if (before) await shell(before.replace(/NAME\((\w+)\)/g, (_, name: string) => prefix + name));
      const refreshed = refresh ? await pulumi("refresh", "--yes", "--skip-preview") : undefined;
      const preview = index === 0 || options.previewAll ? await pulumi("preview") : undefined;
      const events = join(sandbox.folder, `${key}-${index}.events`);
      const up = await pulumi("up", "--yes", "--skip-preview", "--event-log", events);
      results.push({
        step: label,
        up: { ...up, output: withRecordedNames(up.output) },
        ...(preview ? { preview } : {}),
        ...(refreshed ? { refresh: refreshed } : {}),
        operations: operationsOf(await readJsonLines(events)),
        engine: JSON.parse(withRecordedNames(await serviceSpecs(prefix))) as Properties[],
      });
    }
  } catch (error) {
    failure = error;
  }
  // Also after a failure, because other runs use the same engine.
  const destroy = await sandbox.pulumi(project, ["destroy", "--yes", "--skip-preview"]);
  const remaining = await remainingObjects(prefix);
  if (failure) throw failure;
  return { steps: results, destroy, remaining };
}

async function serviceSpecs(prefix: string): Promise<string> {
  const ids = (await shell(`docker service ls -q --filter name=${prefix}`)).split("\n").filter(Boolean);
  if (ids.length === 0) return "[]";
  const inspected = JSON.parse(await shell(`docker service inspect ${ids.join(" ")}`)) as { readonly Spec: unknown }[];
  return JSON.stringify(inspected.map(({ Spec }) => Spec));
}

async function remainingObjects(prefix: string): Promise<string> {
  const kinds = ["service", "network", "secret", "config"];
  const lists = kinds.map((kind) => `docker ${kind} ls -q --filter name=${prefix}`);
  const remaining = await shell([...lists, `docker ps -q --filter name=${prefix}`].join("; "));
  await removeMountedVolumes(prefix);
  return remaining.trim();
}

/** Volumes of mounts are no resources. The engine refuses to remove them until it has removed the last container. */
async function removeMountedVolumes(prefix: string): Promise<void> {
  const attempt = `v=$(docker volume ls -q --filter name=${prefix}); [ -z "$v" ] && break`;
  await shell(`for i in 1 2 3 4 5 6 7 8; do ${attempt}; docker volume rm -f $v >/dev/null 2>&1 || sleep 1; done`);
}

interface StepEvent {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly keys?: readonly string[];
  readonly detailedDiff?: Readonly<Record<string, { readonly diffKind: string }>> | null;
}

const RECORDED_OPERATIONS = ["create", "update", "replace", "delete"];

function operationsOf(events: readonly Record<string, unknown>[]): Operation[] {
  return events
    .map((event) => (event.resourcePreEvent as { readonly metadata: StepEvent } | undefined)?.metadata)
    .filter((metadata) => metadata !== undefined)
    .filter(({ op, type }) => RECORDED_OPERATIONS.includes(op) && !type.startsWith("pulumi:"))
    .map(({ op, urn, keys, detailedDiff }) => ({
      op,
      resource: urn.split("::").slice(2).join("::"),
      ...(op === "replace" ? { replaceReasons: [...(keys ?? [])].sort() } : {}),
      detailedDiff: detailedDiff
        ? Object.fromEntries(Object.entries(detailedDiff).map(([path, { diffKind }]) => [path, diffKind]))
        : null,
    }));
}

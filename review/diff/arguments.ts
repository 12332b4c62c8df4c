import { isDeepStrictEqual } from "node:util";
import type { Operation } from "./schema";

/** An argument for the engine that differs although the plan of the service does not explain it. */
export interface ArgumentChange {
  readonly argument: string;
  readonly operation: Operation;
}

/** The fields of a plan from which each argument follows; `serviceArgs` derives them. */
const sources: Readonly<Record<string, readonly string[]>> = {
  name: ["name"],
  labels: ["probe"],
  mode: ["replicas"],
  updateConfig: ["update"],
  rollbackConfig: ["update"],
  endpointSpec: ["published"],
  convergeConfig: ["startTimeout"],
  networksAdvanceds: ["networks", "reachesOut", "name"],
  resources: ["memory", "cpus"],
  placement: ["placement", "maxPerMachine"],
  image: ["image"],
  args: ["args"],
  hostname: ["hostname", "name"],
  env: ["env"],
  capAdds: ["capabilities"],
  configs: ["configs"],
  secrets: ["secrets"],
  mounts: ["tmpfs", "volumes"],
  healthcheck: ["health"],
  dnsConfig: ["reachesOut"],
  stopSignal: ["stopSignal"],
  stopGracePeriod: ["stopGrace"],
};

/**
 * What the engine does if an argument differs. Other arguments are part of the task, so a difference restarts it
 * (SwarmKit compares the whole specification of a task, except its placement).
 */
const operations: Readonly<Record<string, Operation>> = {
  name: "replaced",
  mode: "replaced",
  networksAdvanceds: "replaced",
  placement: "placed",
  labels: "metadata",
  updateConfig: "metadata",
  rollbackConfig: "metadata",
  convergeConfig: "metadata",
};

/**
 * The arguments that differ between two revisions of a service.
 * @param fields the fields of its plan that differ; arguments that follow from them are omitted
 */
export function argumentChanges(before: unknown, after: unknown, fields: readonly string[]): ArgumentChange[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((argument) => !isDeepStrictEqual(old.get(argument), now.get(argument)))
    .filter((argument) => !(sources[argument] ?? []).some((field) => fields.includes(field)))
    .map((argument) => ({ argument, operation: operations[argument] ?? "restarted" }));
}

/** The arguments by name, those of the task and of its container included. */
function leavesOf(args: unknown): ReadonlyMap<string, unknown> {
  const entries = typeof args === "object" && args !== null ? Object.entries(args) : [];
  const own = new Set(entries.map(([name]) => name));
  return new Map(
    entries.flatMap(([name, value]) =>
      name === "taskSpec" || name === "containerSpec"
        ? [...leavesOf(value)].map(([inner, one]) => [own.has(inner) ? `${name}.${inner}` : inner, one] as const)
        : [[name, value] as const],
    ),
  );
}

import { isDeepStrictEqual } from "node:util";
import type { ServicePlan } from "../../components/swarm/plan";
import type { PlannedService, StackSnapshot } from "../snapshot/schema";
import type { Operation } from "./schema";

/** A service that differs, and how. */
export interface ServiceChange {
  readonly name: string;
  readonly fate: Operation;
  /** The fields that differ, and the files whose text does. */
  readonly causes: readonly string[];
  readonly before: PlannedService | undefined;
  readonly after: PlannedService | undefined;
}

/**
 * What a change of each field does. A field that the planner gets must be entered here, or this does not compile; `serviceArgs` says which
 * of the engine's settings it becomes. Name and networks replace a service (official provider, tried); placement alone restarts no task
 * that suits its machine (SwarmKit); labels and the settings of rollouts are none of a task's business.
 */
const effectOf: Readonly<Record<keyof ServicePlan, Operation>> = {
  name: "replaced",
  networks: "replaced",
  reachesOut: "replaced",
  image: "restarted",
  args: "restarted",
  hostname: "restarted",
  env: "restarted",
  configs: "restarted",
  secrets: "restarted",
  volumes: "restarted",
  tmpfs: "restarted",
  memory: "restarted",
  cpus: "restarted",
  health: "restarted",
  stopSignal: "restarted",
  stopGrace: "restarted",
  capabilities: "restarted",
  published: "restarted",
  placement: "placed",
  maxPerMachine: "placed",
  replicas: "scaled",
  update: "kept",
  probe: "kept",
  after: "kept",
  startTimeout: "kept",
};

const effects: ReadonlyMap<string, Operation> = new Map(Object.entries(effectOf));
const byWeight: readonly Operation[] = ["replaced", "restarted", "placed", "scaled", "kept"];

/** Every service that differs between two plans of a stack: in its own plan, in a file that it reads, or in its image. */
export function serviceChanges(before: StackSnapshot, after: StackSnapshot): ServiceChange[] {
  const old = new Map(before.services.map((service) => [service.name, service]));
  const now = new Map(after.services.map((service) => [service.name, service]));
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((name): ServiceChange[] => {
    const [was, is] = [old.get(name), now.get(name)];
    if (is === undefined) return [{ name, fate: "removed", causes: [], before: was, after: is }];
    if (was === undefined) return [{ name, fate: "added", causes: [], before: was, after: is }];
    const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
      (field) => !isDeepStrictEqual(was[field], is[field]),
    );
    const files = filesOf(is).filter(
      (file) => before.files[file] !== undefined && before.files[file] !== after.files[file],
    );
    const image =
      before.images[is.image] !== undefined && before.images[is.image] !== after.images[is.image]
        ? [`image ${is.image}`]
        : [];
    const causes = [...image, ...fields, ...files];
    // A field that nobody knows may be anything: a restart is what most are.
    const fates = [
      ...fields.map((field) => effects.get(field) ?? "restarted"),
      ...[...image, ...files].map(() => "restarted" as const),
    ];
    const fate = byWeight.find((one) => fates.includes(one));
    return fate === undefined ? [] : [{ name, fate, causes, before: was, after: is }];
  });
}

/** Names of the configs and secrets that a service reads. */
const filesOf = ({ configs = [], secrets = [] }: PlannedService): string[] => [
  ...new Set([...configs, ...secrets].map(({ from }) => from)),
];

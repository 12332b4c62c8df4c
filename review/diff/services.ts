import { isDeepStrictEqual } from "node:util";
import type { ServicePlan } from "../../components/swarm/plan";
import type { PlannedService, StackSnapshot } from "../snapshot/schema";
import { argumentChanges } from "./arguments";
import { imageChanges } from "./artifacts";
import { pairsOf } from "./compare";
import type { Operation } from "./schema";

/** A service that differs between the revisions. */
export interface ServiceChange {
  readonly name: string;
  readonly operation: Operation;
  /** Fields, arguments for the engine, files and images that differ. */
  readonly causes: readonly string[];
  readonly before: PlannedService | undefined;
  readonly after: PlannedService | undefined;
}

/**
 * The effect of a change in each field of a service plan. A new field does not compile without an entry here;
 * `serviceArgs` shows which engine settings it becomes. Name and networks replace a service (tried with the official
 * provider). Placement alone restarts no task that fits its machine (SwarmKit). Labels and rollout settings do not
 * affect tasks.
 */
const operationOf: Readonly<Record<keyof ServicePlan, Operation>> = {
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
  update: "metadata",
  probe: "metadata",
  after: "metadata",
  startTimeout: "metadata",
};

const operationOfField: ReadonlyMap<string, Operation> = new Map(Object.entries(operationOf));
const mostSeriousFirst: readonly Operation[] = ["replaced", "restarted", "placed", "scaled", "metadata"];

/**
 * All services that differ between two plans of a stack: in the plan, in their arguments for the engine, in a file that
 * they read, or in their image.
 */
export function serviceChanges(before: StackSnapshot, after: StackSnapshot): ServiceChange[] {
  const newImages = new Set(imageChanges(before, after).map(({ image }) => image));
  return pairsOf(before.services, after.services, ({ name }) => name).flatMap((pair): ServiceChange[] => {
    const { name, before: was, after: is } = pair;
    if (is === undefined) return [{ name, operation: "removed", causes: [], before: was, after: is }];
    if (was === undefined) return [{ name, operation: "added", causes: [], before: was, after: is }];
    const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
      (field) => !isDeepStrictEqual(was[field], is[field]),
    );
    const files = filesOf(is).filter(
      (file) => before.files[file] !== undefined && before.files[file] !== after.files[file],
    );
    const engine = argumentChanges(before.arguments[name], after.arguments[name], fields);
    const image = newImages.has(is.image) ? [`image ${is.image}`] : [];
    const found = [
      // An unknown field may have any effect. Most fields restart tasks.
      ...fields.map((field) => operationOfField.get(field) ?? "restarted"),
      ...engine.map(({ operation }) => operation),
      ...[...image, ...files].map(() => "restarted" as const),
    ];
    const operation = mostSeriousFirst.find((one) => found.includes(one));
    const causes = [...image, ...fields, ...engine.map(({ argument }) => argument), ...files];
    return operation === undefined ? [] : [{ name, operation, causes, before: was, after: is }];
  });
}

/** Names of the configs and secrets that a service reads. */
const filesOf = ({ configs = [], secrets = [] }: PlannedService): string[] => [
  ...new Set([...configs, ...secrets].map(({ from }) => from)),
];

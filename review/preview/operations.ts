import type { Preview } from "./schema";

/** What Pulumi would do to a service. */
export interface ServiceOperation {
  readonly name: string;
  readonly operation: "create" | "update" | "replace" | "delete";
  /** What makes it so, as paths of inputs: `taskSpec.containerSpec.image`. */
  readonly settings: readonly string[];
}

/** A replacement is three steps, of which some may be missing. */
const operations: Readonly<Record<string, ServiceOperation["operation"]>> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  delete: "delete",
};

/** The services that a preview touches. A service's resource has the name that the plan gives it. */
export function serviceOperations({ steps }: Preview): Map<string, ServiceOperation> {
  const found = new Map<string, ServiceOperation>();
  for (const { op, urn, diffReasons, replaceReasons, detailedDiff, oldState, newState } of steps ?? []) {
    const [name, operation] = [serviceOf(urn), operations[op]];
    if (name === undefined || operation === undefined) continue;
    // `__meta` is the provider's own. The first update of a service that was looked at also names what was nothing, and is (`sysctl`).
    const isNothing = (path: string) =>
      oldState != null && newState != null && isEmpty(at(oldState.outputs, path)) && isEmpty(at(newState.inputs, path));
    const paths = Object.keys(detailedDiff ?? {}).filter((path) => !path.startsWith("__") && !isNothing(path));
    const settings = paths.length > 0 ? paths : (replaceReasons ?? diffReasons ?? []);
    found.set(name, { name, operation, settings: [...new Set([...(found.get(name)?.settings ?? []), ...settings])] });
  }
  return found;
}

/** `urn:pulumi:dev::apture::apture:cluster:Cluster$...$docker:index/service:Service::router` is that of router. */
const serviceOf = (urn: string): string | undefined => /[:$]docker:index\/service:Service::(.+)$/.exec(urn)?.[1];

/** Whether an update replaces tasks: all of a task's specification does but where it may run, and so do published ports. */
export const restartsTasks = ({ operation, settings }: ServiceOperation): boolean =>
  operation === "update" &&
  settings.some((path) => /^(taskSpec|endpointSpec)\b/.test(path) && !path.startsWith("taskSpec.placement"));

/** The value at a path such as `a.b[0]["c-d"]`. */
function at(value: unknown, path: string): unknown {
  const keys = path.match(/[^.[\]"]+/g) ?? [];
  return keys.reduce<unknown>(
    (found, key) => (typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined),
    value,
  );
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

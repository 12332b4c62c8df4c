import type { Preview } from "./read";

/** The operation of Pulumi on a service. */
export interface ServiceOperation {
  readonly name: string;
  readonly operation: "create" | "update" | "replace" | "delete";
  /** The inputs that cause it: `taskSpec.containerSpec.image`. */
  readonly inputs: readonly string[];
}

/** A replacement consists of up to three steps. */
const operations: Readonly<Record<string, ServiceOperation["operation"]>> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  delete: "delete",
};

/** The services that a preview changes. The resource of a service has the service's name. */
export function serviceOperations({ steps }: Preview): Map<string, ServiceOperation> {
  const found = new Map<string, ServiceOperation>();
  for (const { op, urn, diffReasons, replaceReasons, detailedDiff, oldState, newState } of steps ?? []) {
    const [name, operation] = [serviceOf(urn), operations[op]];
    if (name === undefined || operation === undefined) continue;
    // `__meta` belongs to the provider. After a refresh, the first update also names inputs that are empty on both
    // sides, such as `sysctl`.
    const isEmptyInBoth = (path: string) =>
      oldState != null &&
      newState != null &&
      isEmpty(valueAt(oldState.outputs, path)) &&
      isEmpty(valueAt(newState.inputs, path));
    const paths = Object.keys(detailedDiff ?? {}).filter((path) => !path.startsWith("__") && !isEmptyInBoth(path));
    const inputs = paths.length > 0 ? paths : (replaceReasons ?? diffReasons ?? []);
    found.set(name, { name, operation, inputs: [...new Set([...(found.get(name)?.inputs ?? []), ...inputs])] });
  }
  return found;
}

/** `router` of `urn:pulumi:dev::apture::apture:cluster:Cluster$...$docker:index/service:Service::router`. */
const serviceOf = (urn: string): string | undefined => /[:$]docker:index\/service:Service::(.+)$/.exec(urn)?.[1];

/** Whether an update restarts tasks: a change of the task specification does, except its placement; so do ports. */
export const restartsTasks = ({ operation, inputs }: ServiceOperation): boolean =>
  operation === "update" &&
  inputs.some((path) => /^(taskSpec|endpointSpec)\b/.test(path) && !path.startsWith("taskSpec.placement"));

/** The value at a path such as `a.b[0]["c-d"]`. */
function valueAt(value: unknown, path: string): unknown {
  const keys = path.match(/[^.[\]"]+/g) ?? [];
  return keys.reduce<unknown>(
    (found, key) => (typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined),
    value,
  );
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

import * as z from "zod";
import { Problem } from "../../lib/problem";

/** The output of `pulumi preview --json`: the parts that the comparison uses. */
const previewSchema = z.object({
  steps: z
    .array(
      z.object({
        /** same, create, update, replace, create-replacement, delete-replaced, delete, ... */
        op: z.string(),
        urn: z.string(),
        /** Inputs that differ. `detailedDiff` is more precise, if the provider returns it. */
        diffReasons: z.array(z.string()).nullish(),
        /** Inputs that require a replacement. */
        replaceReasons: z.array(z.string()).nullish(),
        /** By path: `taskSpec.containerSpec.image`. */
        detailedDiff: z.record(z.string(), z.object({ kind: z.string() })).nullish(),
        oldState: z.object({ outputs: z.unknown().optional() }).nullish(),
        newState: z.object({ inputs: z.unknown().optional() }).nullish(),
      }),
    )
    .nullish(),
  /** Number of resources by operation: `{ same: 85, update: 2 }`. */
  changeSummary: z.record(z.string(), z.number()).nullish(),
  /** Pulumi omits empty fields. */
  diagnostics: z.array(z.object({ severity: z.string().default(""), message: z.string().default("") })).nullish(),
});

export type Preview = z.output<typeof previewSchema>;

/** Parses the output of `pulumi preview --json`. @throws Problem if it is no preview */
export function readPreview(stack: string, output: string): Preview {
  const preview = parse(output);
  if (preview === undefined) throw previewFailure(stack, output, "Its output is not a preview in JSON.");
  return preview;
}

/**
 * The reason why a preview failed, in Pulumi's words.
 * @param output its standard output, which may contain diagnostics
 * @param fallback the reason if there are none
 */
export function previewFailure(stack: string, output: string, fallback: string): Problem {
  const errors = (parse(output)?.diagnostics ?? [])
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message.trim());
  const lines = (errors.length > 0 ? errors : [fallback.trim()]).flatMap((text) => text.split("\n"));
  const first = `pulumi preview of ${stack} failed, so the review cannot be compared with it:`;
  return new Problem([first, ...lines.map((line) => `  ${line}`.trimEnd())].join("\n"));
}

function parse(output: string): Preview | undefined {
  try {
    return previewSchema.safeParse(JSON.parse(output)).data;
  } catch {
    return undefined;
  }
}

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

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

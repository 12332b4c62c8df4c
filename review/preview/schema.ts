import * as z from "zod";

/** What `pulumi preview --json` answers, as much of it as is looked at. */
export const previewSchema = z.object({
  steps: z
    .array(
      z.object({
        /** same, create, update, replace, create-replacement, delete-replaced, delete, ... */
        op: z.string(),
        urn: z.string(),
        /** Settings that differ; `detailedDiff` has them in full, where the provider tells. */
        diffReasons: z.array(z.string()).nullish(),
        /** Settings that make it a replacement. */
        replaceReasons: z.array(z.string()).nullish(),
        /** By path: `taskSpec.containerSpec.image`. */
        detailedDiff: z.record(z.string(), z.object({ kind: z.string() })).nullish(),
        oldState: z.object({ outputs: z.unknown().optional() }).nullish(),
        newState: z.object({ inputs: z.unknown().optional() }).nullish(),
      }),
    )
    .nullish(),
  /** Resources by what becomes of them: `{ same: 85, update: 2 }`. */
  changeSummary: z.record(z.string(), z.number()).nullish(),
  /** Pulumi leaves out what is empty. */
  diagnostics: z.array(z.object({ severity: z.string().default(""), message: z.string().default("") })).nullish(),
});

export type Preview = z.output<typeof previewSchema>;

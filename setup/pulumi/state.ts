import { rmSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { inProject } from "../../lib/paths";
import type { PulumiCli } from "./environment";
import { stackCommand } from "./stack";

const resource = z.looseObject({
  urn: z.string(),
  type: z.string().optional(),
  protect: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
});
const exported = z.looseObject({
  deployment: z
    .looseObject({
      resources: z.array(resource).nullish(),
      pending_operations: z.array(z.object({ type: z.string(), resource })).nullish(),
    })
    .default({}),
});

/** A state in the format of `pulumi stack export` and `import`. */
export type ExportedState = z.output<typeof exported>;

export const parseState = (text: string): ExportedState => exported.parse(JSON.parse(text));

export async function exportState(pulumi: PulumiCli, stack: string): Promise<ExportedState> {
  return parseState(await stackCommand(pulumi, ["stack", "export", "--stack", stack]));
}

/** Replaces the state of a stack. Secrets in it are encrypted. */
export async function importState(pulumi: PulumiCli, stack: string, state: ExportedState): Promise<void> {
  const file = inProject(".state", `import-${stack}.json`);
  writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
  try {
    await stackCommand(pulumi, ["stack", "import", "--stack", stack, "--file", file]);
  } finally {
    rmSync(file);
  }
}

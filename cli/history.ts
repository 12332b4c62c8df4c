import * as z from "zod";
import type { PulumiCli } from "../toolchain/setup";
import { inProject } from "../toolchain/setup/paths";
import { CommandFailed, run } from "../toolchain/setup/run";

const updates = z.array(z.object({ kind: z.string(), result: z.string() }));

export type StackHistory = "missing" | "new" | "good" | "failed";

/** Whether a stack exists, and how its last update ended. */
export async function stackHistory(pulumi: PulumiCli, stack: string): Promise<StackHistory> {
  let text: string;
  try {
    const args = ["stack", "history", "--stack", stack, "--json", "--page-size", "1", "--non-interactive"];
    text = await run(pulumi.path, args, { cwd: inProject(), env: pulumi.env });
  } catch (error) {
    if (error instanceof CommandFailed && error.output.includes("no stack named")) return "missing";
    throw error;
  }
  const [last] = updates.parse(JSON.parse(text));
  return last === undefined ? "new" : last.result === "succeeded" ? "good" : "failed";
}

export async function makeStack(pulumi: PulumiCli, stack: string): Promise<void> {
  await run(pulumi.path, ["stack", "init", stack, "--non-interactive"], { cwd: inProject(), env: pulumi.env });
}

import { printingReport, type Report, silentReport } from "../../lib/report";
import { setUp } from "../../setup";
import type { PulumiCli } from "../../setup/pulumi/environment";
import { configArguments, makeStack, stackHistory } from "../../setup/pulumi/stack";
import { planForUp } from "../../stacks/plan";
import { leaveAlone, retainedPasswords } from "../docker/retained";
import { runForeground } from "../runForeground";

export async function preview({ stack, json }: { stack: string; json: boolean }): Promise<number> {
  const { pulumi, args } = await previewCommand(stack, json ? silentReport : printingReport(console.log));
  return runForeground(pulumi.path, [...args, json ? "--json" : "--diff"], pulumi.env);
}

/**
 * What runs a preview, but how it is shown. Images are built, since their digests are part of the difference; the swarm's labels and every
 * service stay as they are.
 */
export async function previewCommand(
  stack: string,
  report: Report,
): Promise<{ readonly pulumi: PulumiCli; readonly args: readonly string[] }> {
  const { passwords } = planForUp(stack);
  const { pulumi } = await setUp(report, stack);
  if ((await stackHistory(pulumi, stack)) === "missing") await makeStack(pulumi, stack);
  const kept = await retainedPasswords(pulumi, stack, passwords);
  return { pulumi, args: ["preview", "--stack", stack, ...configArguments(pulumi, stack), ...leaveAlone(kept)] };
}

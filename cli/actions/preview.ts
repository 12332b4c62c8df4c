import { printingReport, type Report, silentReport } from "../../lib/report";
import { setUp } from "../../setup";
import type { PulumiCli } from "../../setup/pulumi/environment";
import { configArguments, createStack, stackHistory } from "../../setup/pulumi/stack";
import { planForUp } from "../../stacks/plan";
import { excluding, retainedPasswords } from "../docker/retained";
import { runForeground } from "../terminal/runForeground";

export async function preview({ stack, json }: { stack: string; json: boolean }): Promise<number> {
  const { pulumi, args } = await previewCommand(stack, json ? silentReport : printingReport(console.log));
  return runForeground(pulumi.path, [...args, json ? "--json" : "--diff"], pulumi.env);
}

/**
 * The command line of a preview, without the output format. Images are built, because their digests are part of the
 * difference. Node labels and services are not changed.
 */
export async function previewCommand(
  stack: string,
  report: Report,
): Promise<{ readonly pulumi: PulumiCli; readonly args: readonly string[] }> {
  const { passwords } = planForUp(stack);
  const { pulumi } = await setUp(report, stack);
  if ((await stackHistory(pulumi, stack)) === "missing") await createStack(pulumi, stack);
  const retained = await retainedPasswords(pulumi, stack, passwords);
  return { pulumi, args: ["preview", "--stack", stack, ...configArguments(pulumi, stack), ...excluding(retained)] };
}

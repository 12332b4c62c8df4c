import { setUp } from "../toolchain/setup";
import { configArguments, makeStack, stackHistory } from "../toolchain/setup/pulumi/stack";
import { printingReport, silentReport } from "../toolchain/setup/report";
import { stay } from "./child";
import { keptPasswords, leaveAlone } from "./kept";
import { planOf } from "./planOf";

/** Images are built, since their digests are part of the difference; the swarm's labels and every service stay as they are. */
export async function preview({ stack, json }: { stack: string; json: boolean }): Promise<number> {
  const { passwords } = planOf(stack);
  const { pulumi } = await setUp(json ? silentReport : printingReport(console.log), stack);
  if ((await stackHistory(pulumi, stack)) === "missing") await makeStack(pulumi, stack);
  const kept = await keptPasswords(pulumi, stack, passwords);
  const args = ["preview", "--stack", stack, ...configArguments(pulumi, stack), ...leaveAlone(kept), json ? "--json" : "--diff"];
  return stay(pulumi.path, args, pulumi.env);
}

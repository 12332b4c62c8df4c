import { setUp } from "../toolchain/setup";
import { configArguments, makeStack, stackHistory } from "../toolchain/setup/pulumi/stack";
import { printingReport, silentReport } from "../toolchain/setup/report";
import { stay } from "./child";
import { machinesOf } from "./machinesOf";

/** Images are built, since their digests are part of the difference; the swarm's labels and every service stay as they are. */
export async function preview({ stack, json }: { stack: string; json: boolean }): Promise<number> {
  machinesOf(stack);
  const { pulumi } = await setUp(json ? silentReport : printingReport(console.log), stack);
  if ((await stackHistory(pulumi, stack)) === "missing") await makeStack(pulumi, stack);
  return stay(pulumi.path, ["preview", "--stack", stack, ...configArguments(pulumi, stack), json ? "--json" : "--diff"], pulumi.env);
}

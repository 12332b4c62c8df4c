import { printingReport } from "../lib/report";
import { setUp } from "../setup";
import { planOf } from "./declaration/plan";
import { warnAboutOtherStacks } from "./docker/otherStacks";

/** Prepares tests and benchmarks: installs everything that `up` of the stack dev needs, but does not run it. */
export async function localSetUp(): Promise<{ env: NodeJS.ProcessEnv }> {
  const { pulumi, engine } = await setUp(printingReport(console.log), "dev", { machines: planOf("dev").machines });
  await warnAboutOtherStacks(engine.docker);
  return { env: pulumi.env };
}

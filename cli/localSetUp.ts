import { printingReport } from "../toolchain/setup/report";
import { setUp } from "../toolchain/setup";
import { planOf } from "./planOf";

/** What tests and benchmarks need: all that `up` of the dev stack would install, without bringing it up. */
export async function localSetUp(): Promise<{ env: NodeJS.ProcessEnv }> {
  const { pulumi } = await setUp(printingReport(console.log), "dev", planOf("dev").machines);
  return { env: pulumi.env };
}

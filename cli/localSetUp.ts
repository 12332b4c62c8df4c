import { setUp } from "../toolchain/setup";
import { printingReport } from "../toolchain/setup/report";
import { neighbours } from "./neighbours";
import { planOf } from "./planOf";

/**
 * What tests and benchmarks need: all that `up` of the dev stack would install, without bringing it up. Says what else runs on the engine.
 */
export async function localSetUp(): Promise<{ env: NodeJS.ProcessEnv }> {
  const { pulumi, engine } = await setUp(printingReport(console.log), "dev", planOf("dev").machines);
  const others = neighbours(await engine.docker.listContainers());
  if (others !== undefined) console.warn(others);
  return { env: pulumi.env };
}

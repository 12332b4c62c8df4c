import { printingReport } from "../lib/report";
import { setUp } from "../setup";
import { otherStacks } from "./docker/otherStacks";
import { planOf } from "./planOf";

/**
 * What tests and benchmarks need: all that `up` of the dev stack would install, without bringing it up. Says what else runs on the engine.
 */
export async function localSetUp(): Promise<{ env: NodeJS.ProcessEnv }> {
  const { pulumi, engine } = await setUp(printingReport(console.log), "dev", planOf("dev").machines);
  const others = otherStacks(await engine.docker.listContainers());
  if (others !== undefined) console.warn(others);
  return { env: pulumi.env };
}

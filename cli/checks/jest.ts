import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { inToolchain } from "../../lib/paths";
import { interrupted, runForeground } from "../terminal/runForeground";
import { binary } from "./binary";

/** A Jest project: `unit` in jest.config.js, the others in jest.engine.config.js. */
export type Project = "unit" | "standins" | "cluster";

const results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});
export type Results = z.output<typeof results>;

/**
 * Minutes. Unit tests take much less. Their runner has no time limit for a single test, unlike that of the other
 * projects.
 */
const unitLimit = 5;

export async function jest(project: Project, env: NodeJS.ProcessEnv): Promise<Results> {
  const file = inToolchain(`jest-${project}.json`);
  // Jest does not create the folder, which is missing in a fresh clone.
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const unit = project === "unit";
  const limit = unit ? AbortSignal.timeout(unitLimit * 60_000) : undefined;
  const options = unit
    ? ["--maxWorkers=100%"] // By default, Jest leaves one core unused.
    : ["--config", "jest.engine.config.js", "--selectProjects", project, "--runInBand"];
  const args = [...options, "--json", `--outputFile=${file}`, "--passWithNoTests"];
  const code = await runForeground(binary("jest"), args, env, { limit });
  if (limit?.aborted === true)
    console.error(
      `The unit tests did not finish within ${unitLimit} minutes. A test file that is not listed above hangs.`,
    );
  if (code === interrupted) process.exit(interrupted);
  try {
    return results.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
  }
}

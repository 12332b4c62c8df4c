import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { inProject, inToolchain } from "../../lib/paths";
import { interrupted, runForeground } from "../runForeground";

type Project = "unit" | "standins" | "cluster";

const results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});
export type Results = z.output<typeof results>;

/** Type check and tests. Every project runs even if an earlier one failed; the last line sums them up. */
export async function test(projects: readonly Project[]): Promise<number> {
  // Unit tests need nothing but the npm dependencies and begin at once, with every core for themselves.
  const all = projects.includes("unit") ? [await jest("unit", process.env)] : [];
  const checked = projects.includes("unit") ? typeCheck() : Promise.resolve(0);

  const others = projects.filter((project) => project !== "unit");
  if (others.length > 0) {
    // Loaded here: the unit tests must run, and tell, where a component does not even load.
    const { localSetUp }: typeof import("../localSetUp") = require("../localSetUp");
    const { env } = await localSetUp();
    for (const project of others) all.push(await jest(project, env));
  }
  const typeErrors = (await checked) === 0 ? 0 : 1;
  console.log(summary(all, typeErrors));
  return failures(all, typeErrors) === 0 ? 0 : 1;
}

export const typeCheck = (): Promise<number> =>
  runForeground(inProject("node_modules", ".bin", "tsc"), ["--noEmit"], process.env);

/** One line over all runs. A type error counts as one failure, and a test file that could not be run as well. */
export function summary(all: readonly Results[], typeErrors: number): string {
  const passed = all.reduce((sum, one) => sum + one.numPassedTests, 0);
  return `${passed} passed, ${failures(all, typeErrors)} failed`;
}

const failures = (all: readonly Results[], typeErrors: number): number =>
  all.reduce((sum, one) => sum + one.numFailedTests + one.numRuntimeErrorTestSuites, typeErrors);

/** Minutes: many times what unit tests take. Their runner knows no time limit of its own for a test; that of the others does. */
const unitLimit = 5;

async function jest(project: Project, env: NodeJS.ProcessEnv): Promise<Results> {
  const file = inToolchain(`jest-${project}.json`);
  // jest makes no folder for it, and in a fresh clone there is none.
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  // Unit tests use every core; jest leaves one free unless told.
  const workers = project === "unit" ? ["--maxWorkers=100%"] : ["--runInBand"];
  const limit = project === "unit" ? AbortSignal.timeout(unitLimit * 60_000) : undefined;
  const code = await runForeground(
    inProject("node_modules", ".bin", "jest"),
    [
      ...(project === "unit" ? [] : ["--config", "jest.engine.config.js", "--selectProjects", project]),
      "--json",
      `--outputFile=${file}`,
      "--passWithNoTests",
      ...workers,
    ],
    env,
    { limit },
  );
  if (limit?.aborted === true)
    console.error(
      `The ${project} tests did not end within ${unitLimit} minutes; a file that is not listed above stands still.`,
    );
  if (code === interrupted) process.exit(interrupted);
  try {
    return results.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
  }
}

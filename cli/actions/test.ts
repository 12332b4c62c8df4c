import { allCheckers, runCheckers } from "../checks/checkers";
import { jest, type Project, type Results } from "../checks/jest";
import { printSummary } from "../checks/summary";

/** All checks and all tests. A failure does not skip the rest. */
export async function test(): Promise<number> {
  const failed = await runCheckers(allCheckers);
  const unit = await jest("unit", process.env);
  return printSummary([unit, ...(await runProjects(["standins", "cluster"]))], failed);
}

/** Tests that need a Docker engine. */
export const testProjects = async (projects: readonly Project[]): Promise<number> =>
  printSummary(await runProjects(projects), 0);

async function runProjects(projects: readonly Project[]): Promise<Results[]> {
  // Loaded here, so that checks and unit tests run even if a component cannot be loaded.
  const { localSetUp }: typeof import("../localSetUp") = require("../localSetUp");
  const { env } = await localSetUp();
  const results: Results[] = [];
  for (const project of projects) results.push(await jest(project, env));
  return results;
}

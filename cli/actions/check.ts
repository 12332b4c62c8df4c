import { allCheckers, runCheckers, types } from "../checks/checkers";
import { jest } from "../checks/jest";
import { printSummary } from "../checks/summary";

/** Format, lint, types, import rules and unit tests. */
export async function check(): Promise<number> {
  const failed = await runCheckers(allCheckers);
  return printSummary([await jest("unit", process.env)], failed);
}

/** Types and unit tests. */
export async function testUnit(): Promise<number> {
  const failed = await runCheckers([types]);
  return printSummary([await jest("unit", process.env)], failed);
}

export const typecheck = (): Promise<number> => runCheckers([types]);

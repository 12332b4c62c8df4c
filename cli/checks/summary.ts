import type { Results } from "./jest";

/**
 * Prints `N passed, N failed` as the last line.
 * @param failedCheckers each counts as one failure, like a test file that cannot be loaded
 * @returns the exit code
 */
export function printSummary(runs: readonly Results[], failedCheckers: number): number {
  console.log(summary(runs, failedCheckers));
  return failures(runs, failedCheckers) === 0 ? 0 : 1;
}

export function summary(runs: readonly Results[], failedCheckers: number): string {
  const passed = runs.reduce((sum, { numPassedTests }) => sum + numPassedTests, 0);
  return `${passed} passed, ${failures(runs, failedCheckers)} failed`;
}

const failures = (runs: readonly Results[], failedCheckers: number): number =>
  runs.reduce((sum, run) => sum + run.numFailedTests + run.numRuntimeErrorTestSuites, failedCheckers);

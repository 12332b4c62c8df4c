import { summary } from "../../../cli/checks/summary";

const runs = [
  { numPassedTests: 40, numFailedTests: 0, numRuntimeErrorTestSuites: 0 },
  { numPassedTests: 2, numFailedTests: 1, numRuntimeErrorTestSuites: 1 },
];

test.each([
  [runs, 0, "42 passed, 2 failed"],
  [runs, 1, "42 passed, 3 failed"],
  [runs, 3, "42 passed, 5 failed"],
  [[], 0, "0 passed, 0 failed"],
])("counts failed tests, files that cannot be loaded and failed checkers: case %#", (all, failedCheckers, text) => {
  expect(summary(all, failedCheckers)).toBe(text);
});

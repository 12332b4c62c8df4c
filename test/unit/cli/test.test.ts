import { summary } from "../../../cli/commands/test";

test("the last line sums up all runs; a file that could not run and a type error are failures", () => {
  const all = [
    { numPassedTests: 40, numFailedTests: 0, numRuntimeErrorTestSuites: 0 },
    { numPassedTests: 2, numFailedTests: 1, numRuntimeErrorTestSuites: 1 },
  ];
  expect(summary(all, 0)).toBe("42 passed, 2 failed");
  expect(summary(all, 1)).toBe("42 passed, 3 failed");
});

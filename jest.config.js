/** Unit tests, which need no Docker engine: `npx jest`. Tests with an engine are in jest.engine.config.js. */
module.exports = {
  displayName: "unit",
  // Runs test files without sandboxes, so that each worker loads zod and Pulumi only once. Takes a third of the time, but has
  // no `jest.mock` and no time limit for a test. It uses threads, because with processes two workers can block each other
  // when both become ready at the same time.
  runner: "jest-light-runner",
  setupFiles: ["<rootDir>/testing/typescript.mjs"],
  testMatch: [
    "<rootDir>/test/unit/**/*.test.ts",
    "<rootDir>/policies/site/**/*.test.ts",
    "<rootDir>/standins/test/conformance.test.ts",
  ],
  // Contains checkouts of reviewed revisions.
  modulePathIgnorePatterns: ["<rootDir>/.toolchain/"],
};

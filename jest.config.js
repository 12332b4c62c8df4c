/** The unit tests, which need no engine and take seconds: `npx jest`. Tests with an engine are in jest.engine.config.js. */
module.exports = {
  displayName: "unit",
  // Jest without a sandbox for each file: zod and Pulumi are loaded once, which takes a third of the time. There is no
  // `jest.mock` and no time limit for a test. The runner uses threads: of two processes that become ready together, one
  // can wait forever.
  runner: "jest-light-runner",
  setupFiles: ["<rootDir>/testing/typescript.mjs"],
  testMatch: [
    "<rootDir>/test/unit/**/*.test.ts",
    "<rootDir>/policies/site/**/*.test.ts",
    "<rootDir>/standins/test/conformance.test.ts",
  ],
  // Checked-out revisions under review are whole projects in there.
  modulePathIgnorePatterns: ["<rootDir>/.toolchain/"],
};

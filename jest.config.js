const common = {
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  testEnvironment: "node",
  // Revisions that were reviewed are whole projects in there.
  modulePathIgnorePatterns: ["<rootDir>/.toolchain/"],
};

/** `unit` needs no engine and runs in seconds; `plugins` and `cluster` need a Docker engine and the Pulumi CLI. */
module.exports = {
  projects: [
    {
      ...common,
      displayName: "unit",
      // In Node itself, which loads zod and Pulumi once and not for each file: a third of the time. It knows no `jest.mock` and no
      // time limits. In threads, not processes: of two processes that become ready together, one can wait for its start message for ever.
      runner: "jest-light-runner",
      setupFiles: ["<rootDir>/testing/typescript.mjs"],
      testMatch: [
        "<rootDir>/test/unit/**/*.test.ts",
        "<rootDir>/policies/site/**/*.test.ts",
        "<rootDir>/standins/test/conformance.test.ts",
      ],
    },
    {
      ...common,
      displayName: "plugins",
      testMatch: ["<rootDir>/standins/test/**/*.test.ts"],
      testPathIgnorePatterns: ["conformance.test.ts$"],
    },
    {
      ...common,
      displayName: "cluster",
      testMatch: ["<rootDir>/test/cluster/**/*.test.ts"],
      globalSetup: "<rootDir>/test/cluster/support/bringUp.ts",
      globalTeardown: "<rootDir>/test/cluster/support/takeDown.ts",
    },
  ],
};

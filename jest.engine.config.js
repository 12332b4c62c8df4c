const common = {
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/.toolchain/"],
};

/** Tests that need a Docker engine and the Pulumi CLI: `npm run test:standins` and `npm run test:cluster`. */
module.exports = {
  projects: [
    {
      ...common,
      displayName: "standins",
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

import { defineCommand } from "../command";

export const command = defineCommand({
  name: "test:cluster",
  summary: "Tests of a running cluster, from outside.",
  run() {
    const { testProjects }: typeof import("../actions/test") = require("../actions/test");
    return testProjects(["cluster"]);
  },
});

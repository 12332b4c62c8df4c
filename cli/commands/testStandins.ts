import { defineCommand } from "../command";

export const command = defineCommand({
  name: "test:standins",
  summary: "Tests of the stand-in plugins, with a Docker engine.",
  run() {
    const { testProjects }: typeof import("../actions/test") = require("../actions/test");
    return testProjects(["standins"]);
  },
});

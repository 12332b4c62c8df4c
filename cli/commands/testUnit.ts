import { defineCommand } from "../command";

export const command = defineCommand({
  name: "test:unit",
  summary: "Types and unit tests. Needs no Docker engine.",
  run() {
    const { testUnit }: typeof import("../actions/check") = require("../actions/check");
    return testUnit();
  },
});

import { defineCommand } from "../command";

export const command = defineCommand({
  name: "check",
  summary: "Format, lint, types, import rules and unit tests. Needs no Docker engine.",
  run() {
    const { check }: typeof import("../actions/check") = require("../actions/check");
    return check();
  },
});

import { defineCommand } from "../command";

export const command = defineCommand({
  name: "test",
  summary: "All checks and all tests. Installs what they need; changes no stack.",
  run() {
    const { test }: typeof import("../actions/test") = require("../actions/test");
    return test();
  },
});

import { defineCommand } from "../command";

export const command = defineCommand({
  name: "typecheck",
  summary: "Types only.",
  run() {
    const { typecheck }: typeof import("../actions/check") = require("../actions/check");
    return typecheck();
  },
});

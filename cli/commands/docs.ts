import { defineCommand } from "../command";

export const command = defineCommand({
  name: "docs",
  summary: "Generates docs/reference.md from the schemas of all settings.",
  run() {
    const { docs }: typeof import("../actions/docs") = require("../actions/docs");
    return docs();
  },
});

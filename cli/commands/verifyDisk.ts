import { defineCommand } from "../command";
import { json, stack, yes } from "../commonOptions";

export const command = defineCommand({
  name: "verify-disk",
  summary: "Measures the disk of each database member on its machine and compares it with the declaration.",
  options: { stack, member: { value: "NAME", summary: "only this member, such as content-db-1" }, yes, json },
  argument: "[STACK]",
  run(options, stackName) {
    const { verifyDisk }: typeof import("../actions/verifyDisk") = require("../actions/verifyDisk");
    return verifyDisk({ ...options, stack: stackName ?? options.stack });
  },
});

import { defineCommand } from "../command";
import { json, stack } from "../commonOptions";

export const command = defineCommand({
  name: "status",
  summary: "Shows services, servers and their weights, queues, databases and replication lag.",
  options: { stack, json },
  run(options) {
    const { status }: typeof import("../actions/status") = require("../actions/status");
    return status(options);
  },
});

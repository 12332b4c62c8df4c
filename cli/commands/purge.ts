import { defineCommand } from "../command";
import { stack, yes } from "../commonOptions";

export const command = defineCommand({
  name: "purge",
  alias: "forget",
  summary: "Permanently deletes the volumes and passwords of an undeclared database, after listing the volumes.",
  options: { stack, yes },
  argument: "<DATABASE>",
  run(options, database) {
    const { purge }: typeof import("../actions/purge") = require("../actions/purge");
    return purge({ ...options, database });
  },
});

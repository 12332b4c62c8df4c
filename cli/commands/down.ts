import { defineCommand } from "../command";
import { stack, yes } from "../commonOptions";

export const command = defineCommand({
  name: "down",
  summary: "Removes the services of a stack. Retains its data volumes and lists them.",
  options: { stack, volumes: { summary: "delete the data volumes too, after listing them" }, yes },
  run(options) {
    const { down }: typeof import("../actions/down") = require("../actions/down");
    return down(options);
  },
});

import { defineCommand } from "../command";
import { stack, yes } from "../commonOptions";

export const command = defineCommand({
  name: "up",
  summary: "Applies the declaration of a stack. Installs missing prerequisites first.",
  options: {
    stack,
    yes: { ...yes, summary: `${yes.summary}; stacks with apture:oneMachine (dev) never ask` },
    refresh: { summary: "read the running resources first; done automatically after an interrupted update" },
  },
  run(options) {
    const { up }: typeof import("../actions/up") = require("../actions/up");
    return up(options);
  },
});

import { defineCommand } from "../command";
import { json, stack } from "../commonOptions";

export const command = defineCommand({
  name: "preview",
  summary: "Shows what up would change. Changes no resource.",
  options: { stack, json },
  run(options) {
    const { preview }: typeof import("../actions/preview") = require("../actions/preview");
    return preview(options);
  },
});

import { defineCommand } from "../command";

export const command = defineCommand({
  name: "review",
  summary: "Reports how a change affects capacity. Needs no Docker engine, except with --preview. Changes nothing.",
  options: {
    stack: { short: "s", value: "NAME", summary: "only this stack (default: all)" },
    format: {
      value: "FORMAT",
      default: "text",
      choices: ["text", "markdown", "json"],
      summary: "format of the report",
    },
    preview: { summary: "also compare with pulumi preview of the working tree, for one stack (default: dev)" },
  },
  argument: "[RANGE]",
  help: () =>
    "RANGE is base..head or base...head, as in git diff. A single revision is compared with the working tree; " +
    "the default is HEAD.",
  run(options, range) {
    const { review }: typeof import("../actions/review") = require("../actions/review");
    return review({ ...options, range });
  },
});

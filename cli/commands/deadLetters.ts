import { defineCommand } from "../command";
import { json, stack } from "../commonOptions";

export const command = defineCommand({
  name: "dead-letters",
  summary: "Lists dead letters and their reasons, and removes none. --replay returns them to the queue.",
  options: {
    stack,
    job: { value: "ID", summary: "only the dead letters of this job" },
    limit: { value: "N", summary: "at most this many (default: 100; with --replay: all)" },
    replay: { summary: "return them to the queue; each is removed once the queue has confirmed it" },
    json,
  },
  run(options) {
    const { deadLetters }: typeof import("../actions/deadLetters") = require("../actions/deadLetters");
    return deadLetters(options);
  },
});

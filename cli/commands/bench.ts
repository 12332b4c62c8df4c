import { benchmarksHelp } from "../benchmarks";
import { defineCommand } from "../command";

export const command = defineCommand({
  name: "bench",
  summary: "Runs one benchmark of bench/.",
  options: { part: { value: "PART", summary: "only this part of the benchmark" } },
  argument: "[NAME]",
  help: () => `Benchmarks:\n${benchmarksHelp()}`,
  run({ part }, name) {
    const { bench }: typeof import("../actions/bench") = require("../actions/bench");
    return bench(name, part);
  },
});

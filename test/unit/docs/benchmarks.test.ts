import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { benchmarks, benchmarksHelp } from "../../../cli/benchmarks";
import { root } from "./documents";

const descriptions = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(join(root, "bench/benchmarks.json"), "utf8")));

test("bench/benchmarks.json describes every benchmark", () => {
  expect(Object.keys(descriptions)).toEqual(benchmarks());
});

test("the help text lists every benchmark with its description", () => {
  const lines = benchmarksHelp().split("\n");
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual(Object.entries(descriptions));
});

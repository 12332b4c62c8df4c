import { existsSync, readdirSync, readFileSync } from "node:fs";
import { inProject } from "../lib/paths";
import { table } from "../lib/table";

/** Names of the benchmarks. Each is a file in `bench/`. */
export const benchmarks = (): string[] =>
  existsSync(inProject("bench"))
    ? readdirSync(inProject("bench"))
        .flatMap((file) => (/^[a-z][\w-]*\.ts$/.test(file) ? [file.slice(0, -".ts".length)] : []))
        .sort()
    : [];

/** Names of the benchmarks with their descriptions, from `bench/benchmarks.json`, as lines for a help text. */
export function benchmarksHelp(): string {
  const file = inProject("bench", "benchmarks.json");
  const descriptions: Readonly<Record<string, string>> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  return table(benchmarks().map((name) => [`  ${name}`, descriptions[name] ?? ""]));
}

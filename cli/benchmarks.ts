import { existsSync, readdirSync } from "node:fs";
import { inProject } from "../lib/paths";

/** Names of the benchmarks. Each is a file in `bench/`. */
export const benchmarks = (): string[] =>
  existsSync(inProject("bench"))
    ? readdirSync(inProject("bench"))
        .flatMap((file) => (/^[a-z][\w-]*\.ts$/.test(file) ? [file.slice(0, -".ts".length)] : []))
        .sort()
    : [];

import { existsSync, readdirSync } from "node:fs";
import { inProject } from "../lib/paths";

/** Benchmarks by name: a file of `bench/` each. */
export const benchmarks = (): string[] =>
  existsSync(inProject("bench"))
    ? readdirSync(inProject("bench"))
        .flatMap((file) => (/^[a-z][\w-]*\.ts$/.test(file) ? [file.slice(0, -".ts".length)] : []))
        .sort()
    : [];

import { existsSync, readdirSync } from "node:fs";
import { inProject } from "../toolchain/setup/paths";
import { UsageError } from "./arguments";
import { stay } from "./child";
import { localSetUp } from "./localSetUp";

/** Benchmarks by name: a file each. */
export const benchmarks = (): string[] =>
  existsSync(inProject("bench"))
    ? readdirSync(inProject("bench")).flatMap((file) => (/^[a-z][\w-]*\.ts$/.test(file) ? [file.slice(0, -".ts".length)] : [])).sort()
    : [];

export async function bench(name: string | undefined): Promise<number> {
  const known = benchmarks();
  if (name === undefined || !known.includes(name)) {
    throw new UsageError(`${name === undefined ? "name a benchmark" : `there is no benchmark ${name}`}: ${known.join(", ") || "bench/ has none"}`);
  }
  const { env } = await localSetUp();
  return stay(process.execPath, ["--import", "tsx", inProject("bench", `${name}.ts`)], env);
}

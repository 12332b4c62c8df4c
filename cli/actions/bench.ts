import { inProject } from "../../lib/paths";
import { benchmarks } from "../benchmarks";
import { runForeground } from "../terminal/runForeground";
import { UsageError } from "../usageError";

export async function bench(name: string | undefined, part: string | undefined): Promise<number> {
  const names = benchmarks();
  if (name === undefined || !names.includes(name)) {
    const problem = name === undefined ? "the benchmark is missing" : `there is no benchmark ${name}`;
    throw new UsageError(`${problem}; use one of ${names.join(", ")}.`);
  }
  const { localSetUp }: typeof import("../localSetUp") = require("../localSetUp");
  const { env } = await localSetUp();
  const parts = part === undefined ? [] : part.split(",").filter(Boolean);
  return runForeground(process.execPath, ["--import", "tsx", inProject("bench", `${name}.ts`), ...parts], env);
}

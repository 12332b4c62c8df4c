import { inProject } from "../../lib/paths";
import { UsageError } from "../arguments";
import { benchmarks } from "../benchmarks";
import { runForeground } from "../runForeground";

export async function bench(name: string | undefined, part: string): Promise<number> {
  const known = benchmarks();
  if (name === undefined || !known.includes(name)) {
    throw new UsageError(
      `${name === undefined ? "name a benchmark" : `there is no benchmark ${name}`}: ${known.join(", ") || "bench/ has none"}`,
    );
  }
  const { localSetUp }: typeof import("../localSetUp") = require("../localSetUp");
  const { env } = await localSetUp();
  return runForeground(
    process.execPath,
    ["--import", "tsx", inProject("bench", `${name}.ts`), ...part.split(",").filter(Boolean)],
    env,
  );
}

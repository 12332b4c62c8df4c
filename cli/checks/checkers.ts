import { root } from "../../lib/paths";
import { printingReport } from "../../lib/report";
import { CommandFailed, run } from "../../lib/run";
import tsconfig from "../../tsconfig.json";
import { binary } from "./binary";

/** A static check: its name in the output, and its command line. */
interface Checker {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

const folders = tsconfig.include.filter((folder) => folder !== "test");

export const types: Checker = { name: "Types", program: "tsc", args: ["--noEmit"] };
export const allCheckers: readonly Checker[] = [
  { name: "Format and lint", program: "biome", args: ["check", "--error-on-warnings", "."] },
  {
    name: "Import rules",
    program: "depcruise",
    args: ["--config", ".dependency-cruiser.cjs", "-T", "err", ...folders],
  },
  types,
];

/** Runs checkers at the same time. Prints the output of those that fail. @returns the number of failures */
export async function runCheckers(checkers: readonly Checker[]): Promise<number> {
  const passed = await Promise.all(checkers.map(passes));
  return passed.filter((one) => !one).length;
}

async function passes({ name, program, args }: Checker): Promise<boolean> {
  try {
    await printingReport(console.log).step(name, () => run(binary(program), args, { cwd: root }));
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.error(error.output);
    return false;
  }
}

import type { Review } from "../review/change/schema";
import { inProject, inToolchain, root } from "../toolchain/setup/paths";
import { UsageError } from "./arguments";

export interface ReviewArguments {
  readonly range: string | undefined;
  readonly stack: string;
  readonly format: string;
}

/** How a review is written; loaded when it is asked for. */
const formats: Readonly<Record<string, () => (review: Review) => string>> = {
  text: () => {
    const { text }: typeof import("../review/report/text") = require("../review/report/text");
    return text;
  },
  markdown: () => {
    const { markdown }: typeof import("../review/report/markdown") = require("../review/report/markdown");
    return markdown;
  },
  json: () => (review) => `${JSON.stringify(review, null, 2)}\n`,
};

/** Needs no engine, no state and no password: both revisions are planned, and their plans compared. */
export async function review({ range, stack, format }: ReviewArguments): Promise<number> {
  const write = formats[format];
  if (write === undefined) throw new UsageError(`--format is ${format}; use ${Object.keys(formats).join(", ")}`);
  const { review: compare }: typeof import("../review") = require("../review");
  const result = await compare({
    project: root,
    ...(range === undefined ? {} : { range }),
    ...(stack === "" ? {} : { stack }),
    today: new Date().toISOString().slice(0, 10),
    cache: inToolchain("review"),
    nodeModules: inProject("node_modules"),
  });
  process.stdout.write(write()(result));
  return result.passed ? 0 : 1;
}

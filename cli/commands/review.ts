import { inProject, inToolchain, root } from "../../lib/paths";
import type { Review } from "../../review/diff/schema";
import { parseRange } from "../../review/git/repository";
import { UsageError } from "../arguments";

export interface ReviewArguments {
  readonly range: string | undefined;
  readonly stack: string;
  readonly format: string;
  /** Whether to hold it against `pulumi preview`, of one stack. */
  readonly preview: boolean;
}

/** How a review is written; loaded when it is asked for. */
const formats: Readonly<Record<string, () => (review: Review) => string>> = {
  text: () => {
    const { text }: typeof import("../../review/render/text") = require("../../review/render/text");
    return text;
  },
  markdown: () => {
    const { markdown }: typeof import("../../review/render/markdown") = require("../../review/render/markdown");
    return markdown;
  },
  json: () => {
    const { json }: typeof import("../../review/render/json") = require("../../review/render/json");
    return json;
  },
};

const reviewPreview = (): typeof import("../pulumi/reviewPreview") => require("../pulumi/reviewPreview");

/** Both revisions are planned, and their plans compared, without engine, state or password; only a preview needs all three. */
export async function review({ range, stack: named, format, preview }: ReviewArguments): Promise<number> {
  const write = formats[format];
  if (write === undefined) throw new UsageError(`--format is ${format}; use ${Object.keys(formats).join(", ")}`);
  const stack = preview && named === "" ? "dev" : named;
  if (preview && parseRange(range).head !== undefined) {
    throw new UsageError(
      `pulumi preview is of the working tree, and ${range} has another head; use the base alone, or nothing for HEAD`,
    );
  }
  const { review: compare }: typeof import("../../review") = require("../../review");
  const planned = await compare({
    project: root,
    ...(range === undefined ? {} : { range }),
    ...(stack === "" ? {} : { stack }),
    today: new Date().toISOString().slice(0, 10),
    cache: inToolchain("review"),
    nodeModules: inProject("node_modules"),
  });
  const result = preview ? await reviewPreview().withPreview(planned, stack) : planned;
  process.stdout.write(write()(result));
  return result.passed ? 0 : 1;
}

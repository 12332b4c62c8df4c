import { inProject, inToolchain, root } from "../../lib/paths";
import type { Review } from "../../review/diff/schema";
import { parseRange } from "../../review/git/repository";
import { UsageError } from "../usageError";

export interface ReviewOptions {
  /** As in `git diff`. @default HEAD, compared with the working tree */
  readonly range: string | undefined;
  /** @default all stacks */
  readonly stack: string | undefined;
  readonly format: string;
  /** Whether to compare the review with `pulumi preview`, for one stack. */
  readonly preview: boolean;
}

/** Compares the plans of two revisions. Only a preview needs an engine, state and passphrase. */
export async function review({ range, stack: given, format, preview }: ReviewOptions): Promise<number> {
  const stack = preview ? (given ?? "dev") : given;
  if (preview && parseRange(range).head !== undefined) {
    throw new UsageError(
      `--preview needs the working tree, but ${range} has another head; use the base alone, or no range for HEAD.`,
    );
  }
  const { review: compare }: typeof import("../../review") = require("../../review");
  const planned = await compare({
    project: root,
    ...(range === undefined ? {} : { range }),
    ...(stack === undefined ? {} : { stack }),
    today: new Date().toISOString().slice(0, 10),
    cache: inToolchain("review"),
    nodeModules: inProject("node_modules"),
  });
  const result = preview && stack !== undefined ? await withPreview(planned, stack) : planned;
  process.stdout.write(render(result, format));
  return result.passed ? 0 : 1;
}

function withPreview(planned: Review, stack: string): Promise<Review> {
  const module: typeof import("../pulumi/reviewPreview") = require("../pulumi/reviewPreview");
  return module.withPreview(planned, stack);
}

/** Loads only the renderer of one format. */
function render(result: Review, format: string): string {
  if (format === "json") {
    const { json }: typeof import("../../review/render/json") = require("../../review/render/json");
    return json(result);
  }
  if (format === "markdown") {
    const { markdown }: typeof import("../../review/render/markdown") = require("../../review/render/markdown");
    return markdown(result);
  }
  const { text }: typeof import("../../review/render/text") = require("../../review/render/text");
  return text(result);
}

import { Problem } from "../../lib/problem";
import { type Preview, previewSchema } from "./schema";

/** Reads what `pulumi preview --json` printed. @throws Problem where that is no preview */
export function readPreview(stack: string, printed: string): Preview {
  const preview = parsed(printed);
  if (preview === undefined) throw previewFailure(stack, printed, "What it printed is no preview in JSON.");
  return preview;
}

/**
 * Why a preview failed, in Pulumi's own words.
 * @param printed what it printed, with its problems where it came so far
 * @param otherwise what it said else
 */
export function previewFailure(stack: string, printed: string, otherwise: string): Problem {
  const told = (parsed(printed)?.diagnostics ?? [])
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message.trim());
  const lines = (told.length > 0 ? told : [otherwise.trim()]).flatMap((text) => text.split("\n"));
  const first = `pulumi preview of ${stack} failed, so there is nothing to hold the review against:`;
  return new Problem([first, ...lines.map((line) => `  ${line}`.trimEnd())].join("\n"));
}

function parsed(printed: string): Preview | undefined {
  try {
    return previewSchema.safeParse(JSON.parse(printed)).data;
  } catch {
    return undefined;
  }
}

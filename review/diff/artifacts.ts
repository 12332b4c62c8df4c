import type { StackSnapshot } from "../snapshot/schema";
import type { FileChange, ImageChange } from "./schema";

type Files = Readonly<Record<string, string>>;

/** Rendered files that both revisions have and whose text differs. Other files belong to new or removed services. */
export function fileChanges(before: Files, after: Files): FileChange[] {
  const changed = Object.keys(after).filter((name) => before[name] !== undefined && before[name] !== after[name]);
  return changed.map((name) => ({ name, diff: unifiedDiff(before[name] ?? "", after[name] ?? "") }));
}

/** A unified diff without the file header and without `\ No newline at end of file`. */
function unifiedDiff(before: string, after: string): string {
  // Loaded here: most reviews change no file.
  const { structuredPatch }: typeof import("diff") = require("diff");
  const ended = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
  const { hunks } = structuredPatch("", "", ended(before), ended(after), undefined, undefined, { context: 2 });
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ])
    .join("\n");
}

/**
 * Images that differ: by their reference, if both revisions have one in the committed lock file; otherwise by their
 * sources. A lock file that git ignores exists only in a working tree and does not count.
 */
export function imageChanges(before: StackSnapshot, after: StackSnapshot): ImageChange[] {
  const names = new Set(
    [before, after].flatMap(({ images, imageSources }) => [images, imageSources].flatMap(Object.keys)),
  );
  return [...names].flatMap((image) => {
    const [was, is] = [before.images[image], after.images[image]];
    const locked = was !== undefined && is !== undefined;
    if (locked ? was === is : !sourcesDiffer(image, before, after)) return [];
    const [old, now] = [before.packages[image], after.packages[image]];
    return [
      {
        image,
        ...(locked ? { before: was, after: is } : {}),
        ...(old === undefined || now === undefined ? {} : { packages: packageChanges(old, now) }),
      },
    ];
  });
}

function sourcesDiffer(image: string, before: StackSnapshot, after: StackSnapshot): boolean {
  const [was, is] = [before.imageSources[image], after.imageSources[image]];
  return was !== undefined && is !== undefined && was !== is && runs(image, after);
}

/** Whether a service of the stack runs the image. Parents such as `python` run in no service. */
const runs = (image: string, { services }: StackSnapshot): boolean =>
  services.some((service) => service.image === image);

function packageChanges(before: Files, after: Files): NonNullable<ImageChange["packages"]> {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    return was === is
      ? []
      : [{ name, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}

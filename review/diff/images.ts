import type { StackSnapshot } from "../snapshot/schema";
import type { ImageChange } from "./schema";

/** Images whose reference differs in the stack's lock file, with the Debian packages that differ where both revisions list them. */
export function imageChanges(before: StackSnapshot, after: StackSnapshot): ImageChange[] {
  return [...new Set([...Object.keys(before.images), ...Object.keys(after.images)])].flatMap((image) => {
    const [was, is] = [before.images[image], after.images[image]];
    if (was === is) return [];
    const [old, now] = [before.packages[image], after.packages[image]];
    return [
      {
        image,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
        ...(old === undefined || now === undefined ? {} : { packages: packageChanges(old, now) }),
      },
    ];
  });
}

function packageChanges(
  old: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): NonNullable<ImageChange["packages"]> {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].sort().flatMap((name) => {
    const [before, after] = [old[name], now[name]];
    return before === after
      ? []
      : [{ name, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  });
}

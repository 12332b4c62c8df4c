import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The reference of each image in a lock file; none where the file is not there, as before a first build. */
export function imagesIn(folder: string, lock: string): Record<string, string> {
  const path = join(folder, lock);
  if (!existsSync(path)) return {};
  const references: unknown = JSON.parse(readFileSync(path, "utf8"));
  return Object.fromEntries(Object.entries(references ?? {}).map(([image, reference]) => [image, String(reference)]));
}

/**
 * Debian packages of images, where `images/packages/<image>.txt` lists them: a name and a version a line, as `dpkg-query -W` prints them.
 * @returns the version by package, by image; images without a list are left out.
 */
export function packagesIn(folder: string, images: readonly string[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    images.flatMap((image) => {
      const path = join(folder, "images", "packages", `${image}.txt`);
      return existsSync(path) ? [[image, parsePackages(readFileSync(path, "utf8"))]] : [];
    }),
  );
}

export function parsePackages(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(\S+)\s+(\S+)\s*$/gm)].map(([, name = "", version = ""]) => [name, version]),
  );
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, hashOf, type SourceFile } from "../../lib/hash";

/** The reference of each image in a lock file; empty without that file, as before the first build. */
export function imagesIn(folder: string, lock: string): Record<string, string> {
  const path = join(folder, lock);
  if (!existsSync(path)) return {};
  const references: unknown = JSON.parse(readFileSync(path, "utf8"));
  return Object.fromEntries(Object.entries(references ?? {}).map(([image, reference]) => [image, String(reference)]));
}

/**
 * A hash of the sources of each image: its folder, its parent images, and the bundled programs of the reconciler.
 * It detects a new image where no lock file is committed. Versions of npm packages do not count: most changes of
 * package-lock.json do not affect the bundles.
 */
export function imageSourcesIn(folder: string): Record<string, string> {
  const images = join(folder, "images");
  const names = existsSync(images)
    ? readdirSync(images).filter((name) => existsSync(join(images, name, "Dockerfile")))
    : [];
  const sources = new Map(names.map((name) => [name, sourceFiles(join(images, name))]));
  const bundled = ["contracts", "reconcilers"].flatMap((name) => sourceFiles(join(folder, name)));
  sources.set("reconciler", [...(sources.get("reconciler") ?? []), ...bundled]);
  const hash = (name: string, children: readonly string[] = []): string => {
    const files = sources.get(name) ?? [];
    const parents = parentsOf(files).filter((parent) => sources.has(parent) && !children.includes(parent));
    return hashOf(
      files,
      parents.map((parent) => hash(parent, [...children, name])),
    );
  };
  return Object.fromEntries(names.map((name) => [name, hash(name, [name])]));
}

/** Files of a folder, without what tests and Python leave behind. */
const sourceFiles = (folder: string): SourceFile[] =>
  existsSync(folder)
    ? filesBelow(folder, (name) => /^__pycache__$|^\.|\.pyc$|\.test\.ts$/.test(name)).sort((a, b) =>
        a.path < b.path ? -1 : 1,
      )
    : [];

/** The images that a Dockerfile is based on: the first word after each FROM and its flags. */
function parentsOf(files: readonly SourceFile[]): string[] {
  const dockerfile = files.find(({ path }) => path === "Dockerfile")?.content.toString("utf8") ?? "";
  return [...dockerfile.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)/gim)].map(([, image = ""]) => image);
}

/**
 * Debian packages of images by name and version, read from `images/packages/<image>.txt`: a name and a version in each
 * line, as `dpkg-query -W` prints them. Images without that file are omitted.
 */
export function packagesIn(folder: string, images: readonly string[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    images.flatMap((image) => {
      const path = join(folder, "images", "packages", `${image}.txt`);
      return existsSync(path) ? [[image, parsePackages(readFileSync(path, "utf8"))]] : [];
    }),
  );
}

function parsePackages(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(\S+)\s+(\S+)\s*$/gm)].map(([, name = "", version = ""]) => [name, version]),
  );
}

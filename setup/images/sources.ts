import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, hashOf, type SourceFile } from "../../lib/hash";
import { inProject } from "../../lib/paths";
import { Problem } from "../../lib/problem";
import { bundleReconcilers } from "./bundles";

/** A folder of `images/`: the build context, and the images that it depends on. */
export interface ImageSource {
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** Images of this project in its FROM lines. */
  readonly parents: readonly string[];
}

/** An image with the hash of its sources. Equal hashes need no second build. */
export interface HashedImage extends ImageSource {
  readonly hash: string;
}

/** The images of this project, in build order. */
export const imagesOfProject = async (): Promise<HashedImage[]> =>
  inBuildOrder(readImages(inProject("images"), { reconciler: await bundleReconcilers() }));

/** The tag of an image. Equal sources have equal tags. */
export const tagOf = ({ hash }: { readonly hash: string }): string => hash.slice(0, 16);

/** The reference of an image by tag in a repository. */
export const taggedIn = (repository: string, image: { readonly name: string; readonly hash: string }): string =>
  `${repository}/${image.name}:${tagOf(image)}`;

/** Reads every folder that has a Dockerfile. `extra` adds generated files to the context of an image. */
export function readImages(folder: string, extra: Readonly<Record<string, readonly SourceFile[]>> = {}): ImageSource[] {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "Dockerfile")));
  return names.map((name) => {
    const files = [...filesBelow(join(folder, name)), ...(extra[name] ?? [])];
    return { name, files, parents: basesOf(dockerfile(files)).filter((base) => names.includes(base)) };
  });
}

const dockerfile = (files: readonly SourceFile[]) =>
  files.find(({ path }) => path === "Dockerfile")?.content.toString("utf8") ?? "";

const fromLine = /^(\s*FROM\s+(?:--\S+\s+)*)(\S+)(?:(\s+AS\s+)(\S+))?/gim;

/** The images in the FROM lines of a Dockerfile, without its own stages. */
export function basesOf(text: string): string[] {
  const lines = [...text.matchAll(fromLine)];
  const stages = new Set(lines.map((match) => match[4]?.toLowerCase()));
  return [...new Set(lines.map((match) => match[2] ?? "").filter((base) => !stages.has(base.toLowerCase())))];
}

/** Replaces parent names in FROM lines with references to the images that were built for them. */
export function withParents(text: string, references: Readonly<Record<string, string>>): string {
  return text.replace(fromLine, (line, start: string, base: string) =>
    references[base] === undefined ? line : line.replace(`${start}${base}`, `${start}${references[base]}`),
  );
}

/** Sorts images, parents first. The hash of each covers its files and the hashes of its parents. */
export function inBuildOrder(images: readonly ImageSource[]): HashedImage[] {
  const done = new Map<string, HashedImage>();
  const visit = (image: ImageSource, path: readonly string[]): HashedImage => {
    if (path.includes(image.name))
      throw new Problem(`images are built FROM each other: ${[...path, image.name].join(", ")}.`);
    const before = done.get(image.name);
    if (before !== undefined) return before;
    const parents = image.parents.map((name) => visit(find(images, name), [...path, image.name]));
    const hashed = {
      ...image,
      hash: hashOf(
        image.files,
        parents.map((parent) => parent.hash),
      ),
    };
    done.set(image.name, hashed);
    return hashed;
  };
  for (const image of images) visit(image, []);
  return [...done.values()];
}

export function find<T extends { readonly name: string }>(images: readonly T[], name: string): T {
  const image = images.find((one) => one.name === name);
  if (image === undefined)
    throw new Problem(`there is no image ${name}; images/ contains ${images.map((one) => one.name).join(", ")}.`);
  return image;
}

import { Readable } from "node:stream";
import type Docker from "dockerode";
import { pack } from "tar-stream";
import type { SourceFile } from "../../lib/hash";
import { messageOf, Problem } from "../../lib/problem";
import { type HashedImage, taggedIn, withParents } from "./sources";
import { follow } from "./stream";

/** The local name of a built image. */
export const localReference = (image: { readonly name: string; readonly hash: string }): string =>
  taggedIn("apture", image);

/** Builds an image, unless the engine already has it from the same sources. */
export async function build(docker: Docker, image: HashedImage, parents: readonly HashedImage[]): Promise<void> {
  if (await imageExists(docker, localReference(image))) return;
  const references = Object.fromEntries(parents.map((parent) => [parent.name, localReference(parent)]));
  try {
    // The builder of the engine: buildx may not be installed, and is not needed.
    const answer = await docker.buildImage(context(image.files, references), {
      t: localReference(image),
      rm: true,
      forcerm: true,
    });
    await follow(docker, answer);
  } catch (error) {
    throw new Problem(`image ${image.name} cannot be built:\n${messageOf(error)}`);
  }
}

export async function imageExists(docker: Docker, reference: string): Promise<boolean> {
  try {
    await docker.getImage(reference).inspect();
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

export const isNotFound = (error: unknown): boolean =>
  error instanceof Error && "statusCode" in error && error.statusCode === 404;

/** A constant file time, so that equal sources give equal archives. */
const fileTime = new Date("2000-01-01T00:00:00Z");

function context(files: readonly SourceFile[], references: Readonly<Record<string, string>>) {
  const archive = pack();
  for (const { path, executable, content } of files) {
    const body = path === "Dockerfile" ? Buffer.from(withParents(content.toString("utf8"), references)) : content;
    archive.entry({ name: path, mode: executable ? 0o755 : 0o644, mtime: fileTime }, body);
  }
  archive.finalize();
  return Readable.from(archive);
}

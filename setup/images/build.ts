import { Readable } from "node:stream";
import type Docker from "dockerode";
import { pack } from "tar-stream";
import type { SourceFile } from "../../lib/hash";
import { messageOf, Problem } from "../../lib/problem";
import { type HashedImage, taggedIn, withParents } from "./sources";
import { follow } from "./stream";

/** The name of a build's result on this engine. */
export const localReference = (image: { readonly name: string; readonly hash: string }): string =>
  taggedIn("apture", image);

/** Builds an image, unless the engine has the result of the very same sources. */
export async function build(docker: Docker, image: HashedImage, parents: readonly HashedImage[]): Promise<void> {
  if (await imageExists(docker, localReference(image))) return;
  const references = Object.fromEntries(parents.map((parent) => [parent.name, localReference(parent)]));
  try {
    // The engine's own builder: buildx is not everywhere, and nothing here needs it.
    const answer = await docker.buildImage(context(image.files, references), {
      t: localReference(image),
      rm: true,
      forcerm: true,
    });
    await follow(docker, answer);
  } catch (error) {
    throw new Problem(`image ${image.name} does not build:\n${messageOf(error)}`);
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

/** The same sources make the same archive: the time of a file is no part of it. */
const someTime = new Date("2000-01-01T00:00:00Z");

function context(files: readonly SourceFile[], references: Readonly<Record<string, string>>) {
  const archive = pack();
  for (const { path, executable, content } of files) {
    const body = path === "Dockerfile" ? Buffer.from(withParents(content.toString("utf8"), references)) : content;
    archive.entry({ name: path, mode: executable ? 0o755 : 0o644, mtime: someTime }, body);
  }
  archive.finalize();
  return Readable.from(archive);
}

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";

/** A file as a build input. Times and owners are not part of it, because they do not affect the result. */
export interface SourceFile {
  readonly path: string;
  readonly executable: boolean;
  readonly content: Buffer;
}

/** All files below a folder, sorted by path. */
export function filesBelow(folder: string, skip: (name: string) => boolean = () => false): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => !path.split(sep).some(skip))
    .sort()
    .map((path) => ({ path, stat: statSync(join(folder, path)) }))
    .filter(({ stat }) => stat.isFile())
    .map(({ path, stat }) => ({
      path,
      executable: (stat.mode & 0o100) !== 0,
      content: readFileSync(join(folder, path)),
    }));
}

/** Hashes files and other inputs of a result. Lengths are hashed too, so that `ab, c` and `a, bc` differ. */
export function hashOf(files: readonly SourceFile[], others: readonly string[] = []): string {
  const hash = createHash("sha256");
  const add = (bytes: string | Buffer) => hash.update(`${Buffer.byteLength(bytes)}:`).update(bytes);
  for (const other of others) add(other);
  for (const file of files) {
    add(file.path);
    add(file.executable ? "x" : "-");
    add(file.content);
  }
  return hash.digest("hex");
}

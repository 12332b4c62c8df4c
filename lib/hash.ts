import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";

/** A file as a build sees it: its path, whether it may be executed, its bytes. Times and owners are left out: they are not content. */
export interface SourceFile {
  readonly path: string;
  readonly executable: boolean;
  readonly content: Buffer;
}

/** Every file below a folder, in the order of their paths. */
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

/** One hash of files and of whatever else a result depends on. Lengths go in too, so that no two inputs run together. */
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

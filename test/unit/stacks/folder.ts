import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DeclarationError } from "../../../components/declaration/problems";
import { imageNames } from "../../../components/swarm/plan";
import { Problem } from "../../../lib/problem";
import dev from "../../../stacks/dev";

/** A folder with the files of stacks, as in a copy of the project. */
export class StackFolder {
  readonly path = mkdtempSync(join(tmpdir(), "stacks-"));

  write(file: string, text = ""): void {
    mkdirSync(dirname(join(this.path, file)), { recursive: true });
    writeFileSync(join(this.path, file), text);
  }

  /** A stack with a declaration, that of dev by default, and a configuration. */
  declare(stack: string, text = declaration, config = "config: {}\n"): void {
    this.write(`stacks/${stack}.ts`, text);
    this.write(`Pulumi.${stack}.yaml`, config);
  }

  /** The image lock with a digest of every image, and with changes. */
  lock(changes: Readonly<Record<string, string | undefined>> = {}): void {
    this.write("images/lock.json", JSON.stringify({ ...digests, ...changes }));
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

export const declaration = `export default ${JSON.stringify(dev)};\n`;
const digest = `sha256:${"0".repeat(64)}`;
const digests = Object.fromEntries(imageNames.map((name) => [name, `registry.example/${name}@${digest}`]));

/** The problems that a function throws. */
export function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof DeclarationError || error instanceof Problem)) throw error;
    return error.message.split("\n");
  }
}

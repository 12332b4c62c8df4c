import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { replaceOnce } from "./replaceOnce";
import { type Result, run } from "./run";

const root = resolve(__dirname, "..");
/** Not copied: what git ignores, and the history. Installed packages and tools are linked instead. */
const notCopied = new Set([".git", ".state", "node_modules", ".toolchain", "bench/results"]);
const linked = ["node_modules", ".toolchain"];

/**
 * A copy of this project with a stack and a state of its own. Tests use it as an engineer does: edit a file, run `npm
 * run up`.
 */
export class Project {
  constructor(
    readonly folder: string,
    readonly stack: string,
    readonly port: number,
  ) {}

  /** Copies the project. The new stack starts with the declaration of dev. */
  static copy(folder: string, stack: string, port: number): Project {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(root, folder, { recursive: true, filter: (source) => !notCopied.has(relative(root, source)) });
    for (const name of linked) symlinkSync(join(root, name), join(folder, name));
    const project = new Project(folder, stack, port);
    project.write(`stacks/${stack}.ts`, project.read("stacks/dev.ts"));
    project.write(
      `Pulumi.${stack}.yaml`,
      `config:\n  apture:oneMachine: "true"\n  apture:imageLock: images/lock.dev.json\n  apture:port: "${port}"\n`,
    );
    return project;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  get declaration(): string {
    return `stacks/${this.stack}.ts`;
  }

  /** The stack's configuration file, as Pulumi extends it. */
  get configFile(): string {
    return join(this.folder, ".state", "project", `Pulumi.${this.stack}.yaml`);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Replaces a text that the file contains exactly once. Returns a function that restores the file. */
  edit(file: string, from: string, to: string): () => void {
    const before = this.read(file);
    this.write(file, replaceOnce(file, before, from, to));
    return () => this.write(file, before);
  }

  /** Edits the stack's declaration. Returns a function that restores it. */
  declare(from: string, to: string): () => void {
    return this.edit(this.declaration, from, to);
  }

  /** Runs `npm run <script> -- -s <stack> <args>`. */
  run(script: string, ...args: string[]): Promise<Result> {
    return this.start(script, args);
  }

  /** Runs `npm run up`. @throws Error with its output if it fails */
  async up(): Promise<Result> {
    const result = await this.run("up");
    if (result.code !== 0) throw new Error(`npm run up failed:\n${result.output}`);
    return result;
  }

  /** Starts `npm run up` and kills it as soon as the given promise resolves. */
  async killedUp(when: () => Promise<void>): Promise<void> {
    const kill = new AbortController();
    const up = this.start("up", [], kill.signal);
    await when();
    kill.abort();
    await up;
  }

  private start(script: string, args: readonly string[], kill?: AbortSignal): Promise<Result> {
    return run("npm", ["run", "--silent", script, "--", "-s", this.stack, ...args], {
      cwd: this.folder,
      env: { ...withoutBackend(process.env), NO_COLOR: "1" },
      ...(kill === undefined ? {} : { kill }),
    });
  }
}

/** The copy uses its own backend and passphrase, not those of the engineer who runs the tests. */
function withoutBackend(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const {
    PULUMI_BACKEND_URL: _url,
    PULUMI_CONFIG_PASSPHRASE: _phrase,
    PULUMI_CONFIG_PASSPHRASE_FILE: _file,
    ...rest
  } = env;
  return rest;
}

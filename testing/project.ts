import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { replaceOnce } from "./replaceOnce";
import { type Result, run } from "./run";

const root = resolve(__dirname, "..");
/** What a copy does not take along: what git ignores, and history. Installed things are shared by a link. */
const leftOut = new Set([".git", ".state", "node_modules", ".toolchain", "bench/results"]);
const linked = ["node_modules", ".toolchain"];

/** A copy of this project to change as an engineer would: edit a file, run `npm run up`. Its stack and its state are its own. */
export class Project {
  constructor(
    readonly folder: string,
    readonly stack: string,
    readonly port: number,
  ) {}

  /** Copies the project, and the declaration of dev as that of the stack. */
  static copy(folder: string, stack: string, port: number): Project {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(root, folder, { recursive: true, filter: (source) => !leftOut.has(relative(root, source)) });
    for (const one of linked) symlinkSync(join(root, one), join(folder, one));
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

  /** The stack's configuration, with what Pulumi adds to it: where set-up keeps it. */
  get configFile(): string {
    return join(this.folder, ".state", "project", `Pulumi.${this.stack}.yaml`);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Replaces a text that the file has exactly once. Returns what undoes it. */
  edit(file: string, from: string, to: string): () => void {
    const before = this.read(file);
    this.write(file, replaceOnce(file, before, from, to));
    return () => this.write(file, before);
  }

  /** An edit of the stack's declaration. */
  declare(from: string, to: string): () => void {
    return this.edit(this.declaration, from, to);
  }

  /** `npm run <script> -- -s <stack> <args>` */
  run(script: string, ...args: string[]): Promise<Result> {
    return this.start(script, args);
  }

  private start(script: string, args: readonly string[], kill?: AbortSignal): Promise<Result> {
    return run("npm", ["run", "--silent", script, "--", "-s", this.stack, ...args], {
      cwd: this.folder,
      env: { ...withoutBackend(process.env), NO_COLOR: "1" },
      ...(kill === undefined ? {} : { kill }),
    });
  }

  /** `npm run up` that is killed once the condition holds. */
  async killedUp(when: () => Promise<void>): Promise<void> {
    const kill = new AbortController();
    const up = this.start("up", [], kill.signal);
    await when();
    kill.abort();
    await up;
  }

  /** `npm run up`, which must succeed. */
  async up(): Promise<Result> {
    const result = await this.run("up");
    if (result.code !== 0) throw new Error(`npm run up failed:\n${result.output}`);
    return result;
  }
}

/** The copy has a backend and a passphrase of its own, whatever the one who runs the tests uses. */
function withoutBackend(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const {
    PULUMI_BACKEND_URL: _url,
    PULUMI_CONFIG_PASSPHRASE: _phrase,
    PULUMI_CONFIG_PASSPHRASE_FILE: _file,
    ...rest
  } = env;
  return rest;
}

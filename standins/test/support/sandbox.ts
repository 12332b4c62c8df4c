import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { buildPlugins, PLUGINS } from "../../build";

const root = resolve(__dirname, "../../..");
const tools = join(root, ".toolchain/bin");
const run = promisify(execFile);

export interface Outcome {
  readonly exit: number;
  readonly output: string;
}

/** A folder with installed plugins, the bundled program and a state backend. It uses no Pulumi settings of the user. */
export interface Sandbox {
  readonly folder: string;
  pulumi(project: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome>;
  /** Creates a project with a stack of the same name. Projects can run concurrently. */
  project(name: string): Promise<string>;
  close(): Promise<void>;
}

/** @param plugins which plugins the sandbox uses; official ones are downloaded */
export async function openSandbox(plugins: "official" | "stand-in"): Promise<Sandbox> {
  const cli = existsSync(join(tools, "pulumi")) ? join(tools, "pulumi") : "pulumi";
  const folder = await mkdtemp(join(tmpdir(), "plugins-"));
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${tools}:${process.env.PATH}`,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    // Enables the option --event-log, which reports the operations of an update.
    PULUMI_DEBUG_COMMANDS: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  await Promise.all(["home", "state", "programs"].map((name) => mkdir(join(folder, name))));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const archives = plugins === "stand-in" ? await buildPlugins(join(folder, "plugins")) : [];
  for (const { name, version } of PLUGINS) {
    const archive = archives.find((built) => built.name === name);
    const source = archive ? ["--file", archive.path] : [];
    await run(cli, ["plugin", "install", "resource", name, version, ...source], { env, cwd: folder });
  }
  await build({
    entryPoints: [join(__dirname, "../fixtures/program.ts")],
    bundle: true,
    packages: "external",
    platform: "node",
    outfile: join(folder, "program.js"),
    logLevel: "error",
  });

  const pulumi: Sandbox["pulumi"] = async (project, args, more = {}) => {
    const options = { cwd: project, env: { ...env, ...more }, maxBuffer: 64 * 1024 * 1024 };
    try {
      const { stdout, stderr } = await run(cli, [...args, "--non-interactive"], options);
      return { exit: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout = "", stderr = "" } = error as Failure;
      return { exit: code ?? 1, output: stdout + stderr };
    }
  };

  return {
    folder,
    pulumi,
    project: async (name) => {
      const project = join(folder, "programs", name);
      await mkdir(project);
      await writeFile(
        join(project, "Pulumi.yaml"),
        "name: rec\nmain: ../../\nruntime: { name: nodejs, options: { typescript: false } }\n",
      );
      await writeFile(join(folder, "package.json"), JSON.stringify({ main: "program.js" }));
      const { exit, output } = await pulumi(project, ["stack", "init", name]);
      if (exit !== 0) throw new Error(output);
      return project;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

interface Failure {
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Runs a shell command on the engine's machine. */
export async function shell(command: string): Promise<string> {
  const { stdout } = await run("sh", ["-c", command], { maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}

/** The objects of a file with one JSON object a line. Empty if the file does not exist. */
export async function readJsonLines(path: string): Promise<Record<string, unknown>[]> {
  if (!existsSync(path)) return [];
  const lines = (await readFile(path, "utf8")).split("\n");
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>);
}

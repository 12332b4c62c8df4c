import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { BuildOptions } from "esbuild";
import { versions } from "./versions";

const run = promisify(execFile);

const root = resolve(__dirname, "..");

export const PLUGINS = [
  { name: "docker", version: versions.docker },
  { name: "random", version: versions.random },
] as const;

export interface BuiltPlugin {
  readonly name: (typeof PLUGINS)[number]["name"];
  readonly version: string;
  /** The archive for `pulumi plugin install resource <name> <version> --file <path>`. */
  readonly path: string;
}

/** Bundles the stand-in plugins into `outDir`, unless their sources are unchanged since the last build. */
export async function buildPlugins(outDir: string): Promise<BuiltPlugin[]> {
  await mkdir(outDir, { recursive: true });
  const built = PLUGINS.map(({ name, version }) => ({
    name,
    version,
    path: join(outDir, `pulumi-resource-${name}-v${version}.tgz`),
  }));
  const stamp = join(outDir, "sources.sha256");
  const sources = await hashOfSources();
  const upToDate =
    (await contents(stamp)) === sources && (await Promise.all(built.map(({ path }) => exists(path)))).every(Boolean);
  if (upToDate) return built;
  await Promise.all(built.map((plugin) => pack(plugin, join(outDir, plugin.name))));
  await writeFile(stamp, sources);
  return built;
}

async function pack({ name, path }: BuiltPlugin, folder: string): Promise<void> {
  // Imported here, because an up-to-date build does not need it.
  const { build } = await import("esbuild");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const executable = join(folder, `pulumi-resource-${name}`);
  await build({
    ...common,
    entryPoints: [join(__dirname, name, "main.ts")],
    outfile: executable,
    banner: { js: "#!/usr/bin/env node" },
    plugins: [separateDockerode],
  });
  await chmod(executable, 0o755);
  if (name === "docker") {
    await build({
      ...common,
      stdin: { contents: `module.exports = require("dockerode")`, resolveDir: __dirname },
      outfile: join(folder, "dockerode.js"),
    });
  }
  await run("tar", ["-czf", path, "-C", folder, ...(await readdir(folder))]);
}

const common: BuildOptions = {
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  legalComments: "none",
  logLevel: "error",
  // Optional native modules of ssh2.
  external: ["cpu-features", "*.node"],
};

/** Bundles dockerode, most of the code, into a file of its own that is loaded when the engine is first called. */
const separateDockerode: NonNullable<BuildOptions["plugins"]>[number] = {
  name: "separate client",
  setup: (build) => build.onResolve({ filter: /^dockerode$/ }, () => ({ path: "./dockerode.js", external: true })),
};

/** Folders whose files are not bundled. */
const excludedFolders = /^(test|node_modules)[\\/]/;

async function hashOfSources(): Promise<string> {
  const files = (await readdir(__dirname, { recursive: true }))
    .filter((name) => name.endsWith(".ts") && !excludedFolders.test(name))
    .sort();
  const hash = createHash("sha256");
  for (const file of [...files.map((name) => join(__dirname, name)), join(root, "package-lock.json")])
    hash.update(file).update(await readFile(file));
  return hash.digest("hex");
}

async function contents(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}

const exists = async (path: string): Promise<boolean> => (await contents(path)) !== undefined;

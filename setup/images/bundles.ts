import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import type { SourceFile } from "../../lib/hash";
import { inProject } from "../../lib/paths";

/**
 * Bundles each reconciler with its imports into one JavaScript file: `dist/<name>.js` in the build context of its
 * image.
 */
export async function bundleReconcilers(): Promise<SourceFile[]> {
  const folder = inProject("reconcilers");
  const entries = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
        .sort()
    : [];
  if (entries.length === 0) return [];
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: inProject(),
    entryPoints: entries.map((name) => `reconcilers/${name}`),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    legalComments: "none",
    // Optional packages that pg and others load only if they are installed.
    external: ["pg-native", "cpu-features", "*.node"],
    outdir: "dist",
    write: false,
    logLevel: "silent",
  });
  return outputFiles.map(({ path, contents }) => ({
    path: `dist/${basename(path)}`,
    executable: false,
    content: Buffer.from(contents),
  }));
}

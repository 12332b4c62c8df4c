import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { imageNames } from "../../components/swarm/plan";
import { writeJson } from "../../lib/cacheFile";
import { Problem } from "../../lib/problem";
import { printingReport } from "../../lib/report";
import { table } from "../../lib/table";
import { ensureEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import { dueForRelease, pushRelease } from "../../setup/images/release";
import { find, imagesOfProject, tagOf } from "../../setup/images/sources";
import { UsageError } from "../usageError";

export interface ReleaseOptions {
  /** Registry and path: `registry.example.com/apture`. */
  readonly registry: string;
  /** Path of the lock file, with the reference of each image. */
  readonly lock: string;
  readonly dryRun: boolean;
}

/** Builds and pushes the images whose sources changed, then updates the lock file. */
export async function release({ registry, lock, dryRun }: ReleaseOptions): Promise<number> {
  const repository = repositoryOf(registry);
  const file = resolve(lock);
  const before = readLock(file, lock);
  const all = await imagesOfProject();
  const images = imageNames.map((name) => find(all, name));
  const due = dueForRelease(images, repository, before);
  if (due.length === 0) {
    console.log(`${lock} is up to date: all ${images.length} images at ${repository} have the current sources.`);
    return 0;
  }
  if (dryRun) {
    console.log(
      table([
        ["IMAGE", "TO PUSH", "IN LOCK FILE"],
        ...due.map((image) => [image.name, tagOf(image), before[image.name] ?? "none"]),
      ]),
    );
    return 0;
  }

  const report = printingReport(console.log);
  const released = await pushRelease(report, await ensureEngine(report, engineHost(undefined)), repository, due, all);
  const packages = join(dirname(file), "packages");
  mkdirSync(packages, { recursive: true });
  for (const [name, one] of Object.entries(released)) writeFileSync(join(packages, `${name}.txt`), one.packages);
  writeJson(file, Object.fromEntries(images.map(({ name }) => [name, released[name]?.reference ?? before[name]])));
  console.log(`\n${due.length} of ${images.length} images changed: ${due.map(({ name }) => name).join(", ")}.`);
  console.log(`Commit ${lock} and its packages folder. npm run review shows what the new images restart.`);
  return 0;
}

/** Validates the host of a registry and the path of the images. */
export function repositoryOf(text: string): string {
  if (!/^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/.test(text))
    throw new UsageError(`${text} is not a registry with a path; use a form such as registry.example.com/apture.`);
  return text;
}

function readLock(file: string, name: string): Record<string, string> {
  if (!existsSync(file)) return {};
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Problem(
      `${name} is not a lock file, which is a JSON object with a reference for each image; fix it, or delete ` +
        "it to release all images.",
    );
  }
}

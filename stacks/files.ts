import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { imageLockProblems } from "../components/swarm/imageLock";
import { type CheckedConfig, checkStackConfig, defaultImageLock, devImageLock, readYaml } from "../lib/stackConfig";

/** The files of a stack next to its declaration. */
export interface StackFiles extends CheckedConfig {
  /** The image lock, by its path in the project. */
  readonly lock: string;
}

/**
 * Checks `Pulumi.<stack>.yaml`, the image lock that it names, and that `Pulumi.yaml` can be read.
 * @param folder the project, or a copy of it
 * @param complete whether the lock must exist and have all images
 */
export function checkStackFiles(stack: string, folder: string, complete: boolean): StackFiles {
  const checked = checkStackConfig(stack, folder);
  const lock = checked.config.imageLock ?? defaultImageLock;
  const path = join(folder, lock);
  const text = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  // Set-up builds the images of the dev lock and completes the file.
  const wrongLock = imageLockProblems(lock, text, complete && lock !== devImageLock);
  const problems = [...readYaml("Pulumi.yaml", folder).problems, ...checked.problems, ...wrongLock];
  return { ...checked, lock, problems };
}

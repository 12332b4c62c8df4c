import { resolve } from "node:path";

/** The project folder. */
export const root = resolve(__dirname, "..");

/** A path in the project folder. */
export const inProject = (...parts: string[]) => resolve(root, ...parts);

/** A path in `.toolchain`, the git-ignored folder for installed tools and caches. */
export const inToolchain = (...parts: string[]) => resolve(root, ".toolchain", ...parts);

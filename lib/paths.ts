import { resolve } from "node:path";

/** The project's folder. */
export const root = resolve(__dirname, "..");

/** A path in the project. */
export const inProject = (...parts: string[]) => resolve(root, ...parts);

/** A path in the git-ignored folder of what set-up installs. */
export const inToolchain = (...parts: string[]) => resolve(root, ".toolchain", ...parts);

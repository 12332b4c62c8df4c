import { inProject } from "../../lib/paths";

/** Path of a program that an npm package provides. */
export const binary = (name: string): string => inProject("node_modules", ".bin", name);

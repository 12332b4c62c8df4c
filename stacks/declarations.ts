import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { DeclarationError } from "../components/declaration/problems";

const notStacks = ["declarations", "index", "plan"];

const project = join(__dirname, "..");

/** Names of the declared stacks: a file each in this folder, or in that of another copy of the project. */
export function stackNames(folder = project): string[] {
  return readdirSync(join(folder, "stacks"))
    .map((file) => file.replace(/\.ts$/, ""))
    .filter((name) => !notStacks.includes(name))
    .sort();
}

/**
 * What a stack declares: the default export of `stacks/<stack>.ts`, as it stands; `planCluster` checks it.
 * @throws DeclarationError where no stack of that name is declared.
 */
export const declarationOf = (stack: string): unknown => declarationIn(project, stack);

/** The same of a copy of the project. */
export function declarationIn(folder: string, stack: string): unknown {
  const names = stackNames(folder);
  if (!names.includes(stack)) {
    throw new DeclarationError([
      `The stack ${stack} has no declaration; use ${names.join(" or ")}, or write stacks/${stack}.ts.`,
    ]);
  }
  const declared: { default?: unknown } = createRequire(__filename)(join(folder, "stacks", `${stack}.ts`));
  return declared.default;
}

import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { DeclarationError } from "../components/plan/problems";

const notStacks = ["declarations", "index", "plan"];

/** Names of the declared stacks: a file each in this folder. */
export function stackNames(): string[] {
  return readdirSync(__dirname)
    .map((file) => file.replace(/\.ts$/, ""))
    .filter((name) => !notStacks.includes(name))
    .sort();
}

/**
 * What a stack declares: the default export of `stacks/<stack>.ts`, as it stands; `planCluster` checks it.
 * @throws DeclarationError where no stack of that name is declared.
 */
export function declarationOf(stack: string): unknown {
  if (!stackNames().includes(stack)) {
    throw new DeclarationError([`The stack ${stack} has no declaration; use ${stackNames().join(" or ")}, or write stacks/${stack}.ts.`]);
  }
  const declared: { default?: unknown } = createRequire(__filename)(`./${stack}.ts`);
  return declared.default;
}

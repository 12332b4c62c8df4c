import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { DeclarationError } from "../components/declaration/problems";
import { stackConfigFile } from "../lib/stackConfig";

const project = join(__dirname, "..");

/** The files of the Pulumi program, which are in the same folder as the stack files. */
const programFiles = ["declarations", "files", "index", "plan"];

/**
 * The declared stacks of a copy of the project. A stack has a declaration, the default export of `stacks/<stack>.ts`,
 * and a configuration, `Pulumi.<stack>.yaml`. Other files of the folder are ignored: documents, helpers, tests, and the
 * backups of editors.
 */
export function stackNames(folder = project): string[] {
  return candidates(folder).filter((stack) => problemOf(folder, stack) === undefined);
}

/** The stacks of which only a part exists, each with a sentence that names the missing part. */
export function incompleteStacks(folder = project): { readonly stack: string; readonly problem: string }[] {
  return candidates(folder).flatMap((stack) => {
    const problem = problemOf(folder, stack);
    return problem === undefined ? [] : [{ stack, problem }];
  });
}

/**
 * The declaration of a stack, unchecked: the default export of `stacks/<stack>.ts`.
 * @throws DeclarationError if the stack is not declared.
 */
export const declarationOf = (stack: string): unknown => declarationIn(project, stack);

/** The same from a copy of the project. */
export function declarationIn(folder: string, stack: string): unknown {
  const names = stackNames(folder);
  if (!names.includes(stack)) {
    const incomplete = incompleteStacks(folder).find((one) => one.stack === stack);
    throw new DeclarationError([
      incomplete?.problem ?? `The stack ${stack} is not declared; ${useOneOf(names, stack)}`,
    ]);
  }
  const declared: { default?: unknown } = createRequire(__filename)(join(folder, declarationFile(stack)));
  return declared.default;
}

const useOneOf = (names: readonly string[], stack: string) =>
  `${names.length === 0 ? "" : `use ${names.join(" or ")}, or `}add stacks/${stack}.ts and ${stackConfigFile(stack)}.`;

const declarationFile = (stack: string) => join("stacks", `${stack}.ts`);

/**
 * Names with a declaration or a configuration. A name has no dot and no space, which excludes tests and the backups of
 * editors.
 */
function candidates(folder: string): string[] {
  const declared = namesOf(join(folder, "stacks"), /^([\w-]+)\.ts$/).filter(
    (name) => !programFiles.includes(name) && (isConfigured(folder, name) || mayBeDeclaration(textOf(folder, name))),
  );
  return [...new Set([...declared, ...namesOf(folder, /^Pulumi\.([\w-]+)\.yaml$/)])].sort();
}

function namesOf(folder: string, shape: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .flatMap(({ name }) => shape.exec(name)?.[1] ?? []);
}

/** The part that a stack lacks. */
function problemOf(folder: string, stack: string): string | undefined {
  const [declaration, config] = [`stacks/${stack}.ts`, stackConfigFile(stack)];
  if (!existsSync(join(folder, declaration)))
    return `${config} has no declaration; add ${declaration}, or delete ${config}.`;
  if (!isConfigured(folder, stack)) return `${declaration} has no ${config}; add one, with the line "config: {}".`;
  if (!hasDefaultExport(textOf(folder, stack)))
    return `${declaration} has no default export; write "export default { ... } satisfies ClusterDeclaration".`;
  return undefined;
}

const isConfigured = (folder: string, stack: string) => existsSync(join(folder, stackConfigFile(stack)));
const textOf = (folder: string, stack: string) => readFileSync(join(folder, declarationFile(stack)), "utf8");

/** By its text, since a file that is not a stack must not run. */
const hasDefaultExport = (text: string) => /^export\s+(default\b|\{[^}]*\bdefault\b)/m.test(text);

/** Whether a file without a configuration is meant as a stack: it exports a declaration, not a function. */
const mayBeDeclaration = (text: string) =>
  hasDefaultExport(text) &&
  !/^export\s+default\s+(async\s+)?(function|class)\b/m.test(text) &&
  /\b(ClusterDeclaration|machines)\b/.test(text);

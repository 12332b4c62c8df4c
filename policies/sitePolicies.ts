import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import * as z from "zod";
import { environments } from "../components/cluster/spec";
import { policyName } from "../components/cluster/waivers";
import { DeclarationError, Problems } from "../components/declaration/problems";
import { read } from "../components/declaration/read";
import { list, oneOf, section } from "../components/declaration/schema";
import { show } from "../components/declaration/text";
import { policies } from "./builtin";
import { levels, type Policy, type Subject } from "./policy";

/** The default export of a policy file. */
const exportSchema = section({
  name: policyName(),
  formerly: list(policyName(), 0, 20).optional(),
  level: oneOf(...levels),
  only: oneOf(...environments).optional(),
  check: z.custom<(subject: Subject) => unknown>((value) => typeof value === "function", {
    error: "is not a function; use ({ declared, plan, services }) => [], which returns one text for each violation.",
  }),
});

/**
 * Loads a site's own policies: the default export of every `.ts` file of a folder, except tests. The folder need not
 * exist.
 * @throws DeclarationError with the problems of all files.
 */
export function sitePolicies(folder: string): Policy[] {
  if (!existsSync(folder)) return [];
  const problems = new Problems();
  const names = new Set(policies.flatMap(({ name, formerly = [] }) => [name, ...formerly]));
  const found: Policy[] = [];
  for (const file of readdirSync(folder).filter(isPolicyFile).sort()) {
    const where = `${basename(folder)}/${file}`;
    const policy = load(join(folder, file), where, problems);
    if (policy === undefined) continue;
    for (const name of [policy.name, ...(policy.formerly ?? [])]) {
      problems.when(names.has(name), `${where}: name "${name}" belongs to another policy; use another name.`);
      names.add(name);
    }
    found.push(policy);
  }
  problems.throwIfAny();
  return found;
}

const isPolicyFile = (file: string) => /^[^.].*(?<!\.test|\.d)\.ts$/.test(file);

function load(path: string, where: string, problems: Problems): Policy | undefined {
  let exported: { default?: unknown };
  try {
    exported = createRequire(__filename)(path);
  } catch (error) {
    problems.add(`${where} does not load: ${firstLine(error)}`);
    return undefined;
  }
  if (typeof exported.default !== "object" || exported.default === null) {
    problems.add(`${where} exports no policy; write "export default { name, level, check } satisfies Policy".`);
    return undefined;
  }
  const policy = read(exportSchema, exported.default);
  if ("value" in policy) return withCheckedResult(where, policy.value);
  for (const problem of policy.problems) problems.add(`${where}: ${problem}`);
  return undefined;
}

/** Reports an error of a site's policy with the name of its file and without a stack trace. */
function withCheckedResult(where: string, exported: z.output<typeof exportSchema>): Policy {
  const { name, formerly, level, only } = exported;
  const check = (subject: Subject): readonly string[] => {
    let violations: unknown;
    try {
      violations = exported.check(subject);
    } catch (error) {
      throw new DeclarationError([`${where}: check throws ${firstLine(error)}; fix the policy.`]);
    }
    if (isListOfTexts(violations)) return violations;
    throw new DeclarationError([
      `${where}: check returns ${show(violations)}; return a list with one text for each violation.`,
    ]);
  };
  return {
    name,
    level,
    check,
    ...(formerly === undefined ? {} : { formerly }),
    ...(only === undefined ? {} : { only }),
  };
}

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "");

const firstLine = (error: unknown) => String(error).split("\n")[0] ?? "";

import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import * as z from "zod";
import { environments } from "../components/cluster/spec";
import { DeclarationError, Problems } from "../components/declaration/problems";
import { name, oneOf, read, section } from "../components/declaration/schema";
import { show } from "../components/declaration/text";
import { policies } from "./builtin";
import { levels, type Policy, type Subject } from "./policy";

/** The default export of a policy's file. */
const exportSchema = section({
  name: name(),
  level: oneOf(...levels),
  only: oneOf(...environments).optional(),
  check: z.custom<(subject: Subject) => unknown>((value) => typeof value === "function", {
    error: "is no function; use ({ declared, plan, services }) => [], with a sentence for each violation.",
  }),
});

/**
 * A site's own policies: the default export of every file in a folder, tests aside. None where there is no such folder.
 * @throws DeclarationError with what is wrong with each file.
 */
export function sitePolicies(folder: string): Policy[] {
  if (!existsSync(folder)) return [];
  const problems = new Problems();
  const names = new Set(policies.map((policy) => policy.name));
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const found = files.sort().flatMap((file): Policy[] => {
    const where = `${basename(folder)}/${file}`;
    const policy = load(join(folder, file), where, problems);
    if (policy === undefined) return [];
    problems.when(names.has(policy.name), `${where}: name is "${policy.name}", which another policy has; use another.`);
    names.add(policy.name);
    return [policy];
  });
  problems.throwIfAny();
  return found;
}

function load(path: string, where: string, problems: Problems): Policy | undefined {
  let exported: { default?: unknown };
  try {
    exported = createRequire(__filename)(path);
  } catch (error) {
    problems.add(`${where} does not load: ${said(error)}`);
    return undefined;
  }
  if (typeof exported.default !== "object" || exported.default === null) {
    problems.add(`${where} exports no policy; write "export default { name, level, check } satisfies Policy".`);
    return undefined;
  }
  const policy = read(exportSchema, exported.default);
  if ("value" in policy) return guarded(where, policy.value);
  for (const problem of policy.problems) problems.add(`${where}: ${problem}`);
  return undefined;
}

/** What goes wrong in a site's policy is for the one who wrote it: a sentence that names the file, and no stack trace. */
function guarded(where: string, { name, level, only, check }: z.output<typeof exportSchema>): Policy {
  const checked = (subject: Subject): readonly string[] => {
    let violations: unknown;
    try {
      violations = check(subject);
    } catch (error) {
      throw new DeclarationError([`${where}: check throws ${said(error)}; mend it.`]);
    }
    if (isSentences(violations)) return violations;
    throw new DeclarationError([
      `${where}: check returns ${show(violations)}; return a list with a sentence for each violation.`,
    ]);
  };
  return { name, level, ...(only === undefined ? {} : { only }), check: checked };
}

const isSentences = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "");

const said = (error: unknown) => String(error).split("\n")[0] ?? "";

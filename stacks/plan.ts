import { join } from "node:path";
import { type ClusterLinks, type ClusterPlan, currentDay, draftCluster } from "../components/cluster/plan";
import { DeclarationError, Problems } from "../components/declaration/problems";
import { settingPrefix } from "../components/swarm/secretTemplate";
import { type CheckedConfig, stackConfigFile } from "../lib/stackConfig";
import { policies } from "../policies/builtin";
import { enforce, type Verdict } from "../policies/enforce";
import type { Policy } from "../policies/policy";
import { sitePolicies } from "../policies/sitePolicies";
import { declarationIn, declarationOf } from "./declarations";
import { checkStackFiles } from "./files";

/** The plan of a cluster, with the policy violations that do not stop it. */
export interface StackPlan extends ClusterPlan, Verdict {}

export interface PolicyLinks extends ClusterLinks {
  /** Policies of the site, in addition to the built-in policies. @default the policies of `policies/site` */
  readonly policies?: readonly Policy[];
}

const project = join(__dirname, "..");

/**
 * Plans a declared stack after a check of every file that `up` reads, before `up` changes anything.
 * @throws DeclarationError with the problems of `Pulumi.<stack>.yaml`, the image lock and the declaration, and the
 * policy violations.
 */
export function planForUp(stack: string, folder = project): StackPlan {
  const declaration = declarationIn(folder, stack);
  const files = checkStackFiles(stack, folder, true);
  const problems = [...files.problems];
  let plan: StackPlan | undefined;
  try {
    plan = planDeclaration(declaration, { publishedPort: files.config.port });
    problems.push(...missingSecrets(stack, plan, files));
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    problems.push(...error.problems);
  }
  if (plan === undefined || problems.length > 0) throw new DeclarationError(problems);
  return plan;
}

function missingSecrets(stack: string, { settings }: StackPlan, { names, imports }: CheckedConfig): string[] {
  const missing = settings
    .map((name) => `apture:${name.slice(settingPrefix.length)}`)
    .filter((name) => !names.includes(name));
  return imports
    ? []
    : missing.map(
        (name) =>
          `${stackConfigFile(stack)}: ${name} is missing; set it with pulumi config set --secret ${name} -s ${stack}.`,
      );
}

/**
 * Plans a declared stack and applies all policies to it.
 * @throws DeclarationError with every problem of the declaration and every violation of a mandatory policy.
 */
export const planStack = (stack: string, links: ClusterLinks = {}): StackPlan =>
  planDeclaration(declarationOf(stack), links);

/** Plans a declaration that need not be in `stacks/`, and applies all policies to it. */
export function planDeclaration(declaration: unknown, { policies: site, ...links }: PolicyLinks = {}): StackPlan {
  const problems = new Problems();
  const own = site ?? sitePolicies(join(project, "policies", "site"));
  const today = links.today ?? currentDay();
  const draft = draftCluster(declaration, { ...links, today }, problems);
  const verdict = draft === undefined ? undefined : enforce([...policies, ...own], draft, today, problems);
  problems.throwIfAny();
  if (draft === undefined || verdict === undefined) throw new Error("a section is missing without a problem");
  return { ...draft.plan, ...verdict };
}

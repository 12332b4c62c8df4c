import { join } from "node:path";
import { type ClusterLinks, type ClusterPlan, currentDay, draftCluster } from "../components/cluster/plan";
import { Problems } from "../components/declaration/problems";
import { policies } from "../policies/builtin";
import { enforce, type Verdict } from "../policies/enforce";
import type { Policy } from "../policies/policy";
import { sitePolicies } from "../policies/sitePolicies";
import { declarationOf } from "./declarations";

/** The plan of a cluster, and the policy violations that do not stop it. */
export interface StackPlan extends ClusterPlan, Verdict {}

export interface PolicyLinks extends ClusterLinks {
  /** Policies of the site, in addition to the built-in ones. @default those of `policies/site` */
  readonly policies?: readonly Policy[];
}

/**
 * Plans a declared stack and applies all policies to it.
 * @throws DeclarationError with every problem of the declaration and every violation of a mandatory policy.
 */
export const planStack = (stack: string, links: ClusterLinks = {}): StackPlan =>
  planDeclaration(declarationOf(stack), links);

/** Does the same for a declaration that is not in `stacks/`. */
export function planDeclaration(declaration: unknown, { policies: site, ...links }: PolicyLinks = {}): StackPlan {
  const problems = new Problems();
  const own = site ?? sitePolicies(join(__dirname, "..", "policies", "site"));
  const today = links.today ?? currentDay();
  const draft = draftCluster(declaration, { ...links, today }, problems);
  const verdict = draft === undefined ? undefined : enforce([...policies, ...own], draft, today, problems);
  problems.throwIfAny();
  if (draft === undefined || verdict === undefined) throw new Error("a section is missing without a problem");
  return { ...draft.plan, ...verdict };
}

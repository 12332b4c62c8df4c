import { join } from "node:path";
import { type ClusterLinks, type ClusterPlan, planCluster } from "../components/cluster/plan";
import { sitePolicies } from "../components/policies/site";
import { declarationOf } from "./declarations";

/**
 * The plan of a declared stack, held against the site's own policies as well: those in `policies/`.
 * @throws DeclarationError with every problem of the declaration.
 */
export function planStack(stack: string, links: Omit<ClusterLinks, "policies"> = {}): ClusterPlan {
  return planAsStack(declarationOf(stack), links);
}

/** The same of a declaration that is none yet. */
export function planAsStack(declaration: unknown, links: Omit<ClusterLinks, "policies">): ClusterPlan {
  return planCluster(declaration, { ...links, policies: sitePolicies(join(__dirname, "..", "policies")) });
}

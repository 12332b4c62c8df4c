import { join } from "node:path";
import { type ClusterLinks, type ClusterPlan, planCluster } from "../components/cluster/plan";
import { sitePolicies } from "../components/policies/site";
import { declarationOf } from "./declarations";

/**
 * The plan of a declared stack, held against the site's own policies as well: those in `policies/`.
 * @throws DeclarationError with every problem of the declaration.
 */
export function planStack(stack: string, links: Omit<ClusterLinks, "policies"> = {}): ClusterPlan {
  return planCluster(declarationOf(stack), { ...links, policies: sitePolicies(join(__dirname, "..", "policies")) });
}

import type { ClusterPlan } from "../../components/cluster/plan";
import { readStackConfig } from "../../lib/stackConfig";
import { planStack } from "../../stacks/plan";

/** The plan of a stack. Throws if its declaration has problems, before anything is installed for it. */
export const planOf = (stack: string): ClusterPlan => planStack(stack, { publishedPort: readStackConfig(stack).port });

import type { ClusterPlan } from "../components/cluster/plan";
import { readStackConfig } from "../lib/stackConfig";
import { planStack } from "../stacks/plan";

/** What a stack declares, worked out. A declaration with problems is refused here, before anything is installed for it. */
export const planOf = (stack: string): ClusterPlan => planStack(stack, { publishedPort: readStackConfig(stack).port });

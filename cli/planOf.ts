import { type ClusterPlan, planCluster } from "../components/cluster/plan";
import { declarationOf } from "../stacks/declarations";
import { readStackConfig } from "../toolchain/setup/stackConfig";

/** What a stack declares, worked out. A declaration with problems is refused here, before anything is installed for it. */
export const planOf = (stack: string): ClusterPlan => planCluster(declarationOf(stack), { publishedPort: readStackConfig(stack).port });

import { planCluster } from "../components/cluster/plan";
import { declarationOf } from "../stacks/declarations";
import { readStackConfig } from "../toolchain/setup/stackConfig";
import type { Machine } from "../toolchain/setup/engine/labels";

/** The machines that a stack declares. A declaration with problems is refused here, before anything is installed for it. */
export const machinesOf = (stack: string): readonly Machine[] =>
  planCluster(declarationOf(stack), { publishedPort: readStackConfig(stack).port }).machines;

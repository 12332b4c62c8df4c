import { planStack } from "../stacks/plan";
import { readStackConfig } from "../toolchain/setup/stackConfig";
import type { Machine } from "../toolchain/setup/engine/labels";

/** The machines that a stack declares. A declaration with problems is refused here, before anything is installed for it. */
export const machinesOf = (stack: string): readonly Machine[] =>
  planStack(stack, { publishedPort: readStackConfig(stack).port }).machines;

import { systemsOf } from "../../../components/cluster/plan";
import { clusterSchema } from "../../../components/cluster/spec";
import type { Subject } from "../../../policies/policy";
import { planDeclaration } from "../../../stacks/plan";

/** The input of policies, from a declaration that violates no mandatory policy. */
export function subjectOf(declaration: unknown): Subject {
  const plan = planDeclaration(declaration);
  return {
    declared: clusterSchema.parse(declaration),
    plan,
    services: systemsOf(plan).flatMap(({ services }) => services),
  };
}

import { clusterSchema } from "../../../components/cluster/spec";
import { systemsOf } from "../../../components/cluster/plan";
import { planDeclaration } from "../../../stacks/plan";
import type { Subject } from "../../../policies/policy";

/** What policies look at, of a declaration that keeps the mandatory ones. */
export function subjectOf(declaration: unknown): Subject {
  const plan = planDeclaration(declaration);
  return { declared: clusterSchema.parse(declaration), plan, services: systemsOf(plan).flatMap(({ services }) => services) };
}

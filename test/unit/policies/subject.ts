import { clusterSchema } from "../../../components/cluster/declaration";
import { planCluster, systemsOf } from "../../../components/cluster/plan";
import type { Subject } from "../../../components/policies/policy";

/** What policies look at, of a declaration that keeps the mandatory ones. */
export function subjectOf(declaration: unknown): Subject {
  const plan = planCluster(declaration);
  return { declared: clusterSchema.parse(declaration), plan, services: systemsOf(plan).flatMap(({ services }) => services) };
}

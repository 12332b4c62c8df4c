import * as z from "zod";
import { Problem } from "../../lib/problem";
import type { Report } from "../../lib/report";
import type { Engine } from "./connect";
import { type Machine, planLabels } from "./labels";

const node = z.object({
  ID: z.string(),
  Version: z.object({ Index: z.number() }),
  Spec: z.looseObject({ Labels: z.record(z.string(), z.string()).nullish() }),
  Description: z.object({ Hostname: z.string() }),
});

/** Labels the Swarm nodes with the machines and roles of a declaration. Placement constraints use these labels. */
export function ensureMachines(
  report: Report,
  { docker }: Engine,
  stack: string,
  machines: readonly Machine[],
  oneMachine: boolean,
): Promise<void> {
  return report.step("Machines", async (step) => {
    const nodes = z.array(node).parse(await docker.listNodes());
    if (nodes.length === 1 && machines.length > 1 && !oneMachine) {
      throw new Problem(
        `${stack} declares ${machines.length} machines, but this swarm has one node. ` +
          "Join the others (docker swarm join-token worker), " +
          `or run all of them on this node: pulumi config set apture:oneMachine true --stack ${stack}`,
      );
    }
    const plan = planLabels(
      machines,
      nodes.map(({ ID, Spec, Description }) => ({ id: ID, hostname: Description.Hostname, labels: Spec.Labels ?? {} })),
    );
    if ("problems" in plan)
      throw new Problem(`the nodes do not match the machines of ${stack}:\n  ${plan.problems.join("\n  ")}`);
    for (const change of plan.changes) {
      const now = nodes.find(({ ID }) => ID === change.node);
      await docker.getNode(change.node).update({ ...now?.Spec, Labels: change.labels, version: now?.Version.Index });
    }
    const on = nodes.length === 1 ? "one node" : `${nodes.length} nodes`;
    step.done(`${machines.length} on ${on}${plan.changes.length > 0 ? `, ${plan.changes.length} relabeled` : ""}`);
  });
}

import { planDeclaration } from "../../stacks/plan";
import production from "../../stacks/production";
import policy from "./edgeHoldsNoData";

const withRoles = (roles: readonly string[]) => ({
  ...production,
  machines: { ...production.machines, "lb-2": { ...production.machines["lb-2"], roles } },
});

test("an edge may share its machine with what keeps nothing", () => {
  expect(() => planDeclaration(withRoles(["edge", "router", "cache"]), { policies: [policy] })).not.toThrow();
});

test("an edge on a machine that keeps data is refused", () => {
  expect(() => planDeclaration(withRoles(["edge", "router", "queue", "etcd"]), { policies: [policy] })).toThrow(
    'machines.lb-2 has the role "edge", and keeps the data of queue and etcd; use another machine for either. (policy edge-keeps-no-data)',
  );
});

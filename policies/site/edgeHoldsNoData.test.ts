import threeMachines from "../../examples/three-machines";
import { planDeclaration } from "../../stacks/plan";
import production from "../../stacks/production";
import policy from "./edgeHoldsNoData";

const withRoles = (roles: readonly string[]) => ({
  ...production,
  machines: { ...production.machines, "lb-2": { ...production.machines["lb-2"], roles } },
});

test("accepts an edge on a machine without data", () => {
  expect(() => planDeclaration(withRoles(["edge", "router", "cache"]), { policies: [policy] })).not.toThrow();
});

test("rejects an edge on a machine with data", () => {
  expect(() => planDeclaration(withRoles(["edge", "router", "queue", "etcd"]), { policies: [policy] })).toThrow(
    'machines.lb-2 has the role "edge" and holds the data of queue and etcd; ' +
      "move one of these roles to another machine. (policy edge-holds-no-data)",
  );
});

test("accepts a site of three machines, where each machine has every role", () => {
  expect(() => planDeclaration(threeMachines, { policies: [policy] })).not.toThrow();
});

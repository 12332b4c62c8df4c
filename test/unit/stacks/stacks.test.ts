import { clusterSchema } from "../../../components/cluster/spec";
import { declarationOf, stackNames } from "../../../stacks/declarations";
import dev from "../../../stacks/dev";
import { planDeclaration } from "../../../stacks/plan";

test("the stacks are dev and production", () => expect(stackNames()).toEqual(["dev", "production"]));

test.each(["dev", "production"])("%s plans without problems, waivers and advice", (stack) => {
  expect(planDeclaration(declarationOf(stack))).toMatchObject({ waived: [], advised: [] });
});

test("a declaration without an environment is for production", () => {
  const { environment: _, ...unsaid } = dev;
  expect(clusterSchema.parse(unsaid).environment).toBe("production");
});

test("production has 13 machines, with the brokers, etcd and every database on more than one", () => {
  const plan = planDeclaration(declarationOf("production"));
  expect(plan.machines).toHaveLength(13);
  expect(plan.queue.desired.nodes).toHaveLength(3);
  expect(plan.etcd.endpoints).toHaveLength(3);
  for (const { desired } of plan.databases) expect(Object.keys(desired.members).length).toBeGreaterThan(1);
});

test("rejects a stack that is not declared", () => {
  expect(() => declarationOf("staging")).toThrow(
    "The stack staging is not declared; use dev or production, or add stacks/staging.ts and Pulumi.staging.yaml.",
  );
  expect(() => declarationOf("../package")).toThrow("is not declared");
});

import { clusterSchema } from "../../../components/cluster/spec";
import { declarationOf, stackNames } from "../../../stacks/declarations";
import dev from "../../../stacks/dev";
import { planDeclaration } from "../../../stacks/plan";

test("the stacks are dev and production", () => expect(stackNames()).toEqual(["dev", "production"]));

test.each(["dev", "production"])("%s plans without a problem, a waiver or advice", (stack) => {
  expect(planDeclaration(declarationOf(stack))).toMatchObject({ waived: [], advised: [] });
});

test("a declaration that does not say what it is for is of production", () => {
  const { environment: _, ...unsaid } = dev;
  expect(clusterSchema.parse(unsaid).environment).toBe("production");
});

test("production is a dozen machines and one for backups, with the brokers, etcd and every database on more than one", () => {
  const plan = planDeclaration(declarationOf("production"));
  expect(plan.machines).toHaveLength(13);
  expect(plan.queue.desired.nodes).toHaveLength(3);
  expect(plan.etcd.endpoints).toHaveLength(3);
  for (const { desired } of plan.databases) expect(Object.keys(desired.members).length).toBeGreaterThan(1);
});

test("a stack that is not declared is refused by name", () => {
  expect(() => declarationOf("staging")).toThrow(
    "The stack staging has no declaration; use dev or production, or write stacks/staging.ts.",
  );
  expect(() => declarationOf("../package")).toThrow("has no declaration");
});

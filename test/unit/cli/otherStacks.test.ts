import { otherStacks } from "../../../cli/docker/otherStacks";

const of = (name: string) => ({ Labels: { "com.docker.swarm.service.name": name } });

test("who measures or tests is told of the other stacks on the engine", () => {
  expect(otherStacks([of("dev_edge"), { Labels: {} }, of("test_edge"), of("dev_router")])).toBe(
    "Other stacks run on this engine, and take its cores and its disk: dev (2), test (1). Better take them down first: npm run down -- -s <stack>",
  );
});

test("a registry alone is no neighbour", () => {
  expect(otherStacks([{ Labels: {} }])).toBeUndefined();
});

import { otherStacks } from "../../../cli/docker/otherStacks";

const service = (name: string, stack?: string) => ({
  Spec: { Name: name, Labels: stack === undefined ? {} : { "com.docker.stack.namespace": stack } },
});
const container = (name: string) => ({ Labels: { "com.docker.swarm.service.name": name } });

const services = [
  service("dev_edge", "dev"),
  service("dev_router", "dev"),
  service("dev_2_edge", "dev_2"),
  service("single"),
];

test("counts the containers of each stack by the label of their service", () => {
  const containers = ["dev_edge", "dev_2_edge", "dev_router", "single"].map(container);
  expect(otherStacks(services, containers)).toBe(
    "Other stacks run on this engine and share its CPU and disk: dev (2 containers), dev_2 (1 container). " +
      "Remove them first with npm run down -- -s <stack>.",
  );
});

test("does not warn about containers without a stack", () => {
  expect(otherStacks(services, [{ Labels: {} }, container("single"), container("removed")])).toBeUndefined();
});

import { foreignState, isForeign } from "../../../cli/pulumi/ownState";
import { parseState } from "../../../setup/pulumi/state";

const service = (name: string) => ({
  urn: `urn:pulumi:dev::apture::docker:index/service:Service::${name}`,
  type: "docker:index/service:Service",
  inputs: { name: `dev_${name}` },
});
const state = (deployment: object) => parseState(JSON.stringify({ deployment }));
const running = ["dev_edge", "dev_router"];

test("a state without any of the running services is foreign", () => {
  expect(isForeign(running, state({}))).toBe(true);
  expect(isForeign(running, state({ resources: null, pending_operations: null }))).toBe(true);
  expect(isForeign(running, state({ resources: [service("cache-1")] }))).toBe(true);
});

test("a state with one of the running services is not foreign, even if its creation is pending", () => {
  expect(isForeign(running, state({ resources: [service("router")] }))).toBe(false);
  expect(
    isForeign(running, state({ resources: [], pending_operations: [{ type: "creating", resource: service("edge") }] })),
  ).toBe(false);
});

test("no state is foreign if nothing runs", () => {
  expect(isForeign([], state({}))).toBe(false);
});

test("the error names the state and the fix", () => {
  const host = "unix:///var/run/docker.sock";
  expect(foreignState("dev", host, 45, true).message).toBe(
    "dev runs on the Docker engine at unix:///var/run/docker.sock with 45 services, but the state of this project folder (.state) " +
      "contains none of them. Nothing was changed. Use the project folder that created dev, or copy its .state folder to this one. " +
      "To delete dev with its data and start over, run docker stack rm dev, then npm run down -- -s dev --volumes.",
  );
  expect(foreignState("dev", host, 45, false).message).toContain(
    "but this Pulumi backend contains none of them. Nothing was changed. Use the backend that dev was created with.",
  );
});

import { withCreated } from "../../../cli/pulumi/resumeInterrupted";

const resource = (type: string, name: string) => ({
  urn: `urn:pulumi:dev::apture::${type}::${name}`,
  type,
  inputs: { name: `dev_${name}` },
  custom: true,
});
const operation = (kind: string, type: string, name: string) => ({ type: kind, resource: resource(type, name) });
const service = "docker:index/service:Service";
const network = "docker:index/network:Network";

test("adds pending resources that exist on the engine to the state, and changes nothing else", () => {
  const cache = { ...resource(service, "cache"), id: "c1" };
  const state = {
    version: 3,
    deployment: {
      manifest: { version: "v3.259.0" },
      resources: [cache],
      pending_operations: [
        operation("creating", service, "router"),
        operation("creating", service, "edge"),
        operation("creating", network, "web"),
        operation("updating", service, "workers"),
        operation("creating", "docker:index/secret:Secret", "cookie"),
        {
          type: "creating",
          resource: { urn: "urn:pulumi:dev::apture::pulumi:index:Stash::authority", type: "pulumi:index:Stash" },
        },
      ],
    },
  };
  const ids = new Map([
    [`${service} dev_router`, "r1"],
    [`${network} dev_router`, "n1"],
    [`${network} dev_web`, "n2"],
    [`${service} dev_workers`, "w1"],
  ]);
  expect(withCreated(state, ids)).toEqual({
    version: 3,
    deployment: {
      manifest: { version: "v3.259.0" },
      resources: [
        cache,
        { ...resource(service, "router"), id: "r1", outputs: { name: "dev_router" } },
        { ...resource(network, "web"), id: "n2", outputs: { name: "dev_web" } },
      ],
      pending_operations: [],
    },
  });
});

test("a pending resource takes the place of the deleted original, and is skipped if its URN exists", () => {
  const [edge, web] = [resource(service, "edge"), resource(network, "web")];
  const state = {
    deployment: {
      resources: [
        { ...edge, id: "old", pendingReplacement: true },
        { ...web, id: "n1" },
      ],
      pending_operations: [operation("creating", service, "edge"), operation("creating", network, "web")],
    },
  };
  const ids = new Map([
    [`${service} dev_edge`, "new"],
    [`${network} dev_web`, "n2"],
  ]);
  expect(withCreated(state, ids).deployment.resources).toEqual([
    { ...edge, id: "new", outputs: edge.inputs },
    { ...web, id: "n1" },
  ]);
});

test("does not change a state without pending operations", () => {
  expect(withCreated({ version: 3, deployment: { resources: null, pending_operations: null } }, new Map())).toEqual({
    version: 3,
    deployment: { resources: [], pending_operations: [] },
  });
});

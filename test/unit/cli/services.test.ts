import { serviceRows, serviceTable, shortImage } from "../../../cli/docker/services";
import type { Node, Service, Task } from "../../../cli/docker/swarm";

const image = `127.0.0.1:5000/apture/haproxy@sha256:${"0123456789abcdef".repeat(4)}`;

function service(
  name: string,
  replicas: number,
  more: { update?: string; constraints?: string[]; system?: string } = {},
): Service {
  return {
    ID: name,
    Spec: {
      Name: `dev_${name}`,
      Labels: { "apture.system": more.system ?? "LoadBalancer" },
      Mode: { Replicated: { Replicas: replicas } },
      TaskTemplate: { ContainerSpec: { Image: image }, Placement: { Constraints: more.constraints ?? [] } },
    },
    ...(more.update === undefined ? {} : { UpdateStatus: { State: more.update } }),
  };
}

function task(service: string, state: string, more: { node?: string; desired?: string; error?: string } = {}): Task {
  return {
    ID: `${service}-${state}`,
    CreatedAt: "2026-01-01T00:00:00Z",
    ServiceID: service,
    NodeID: more.node ?? "n1",
    DesiredState: more.desired ?? "running",
    Status: { State: state, ...(more.error === undefined ? {} : { Err: more.error }) },
  };
}

const node = (id: string, ...machines: string[]): Node => ({
  ID: id,
  Spec: { Labels: Object.fromEntries(machines.map((name) => [`apture.machine.${name}`, "true"])) },
  Description: { Hostname: `host-${id}` },
});

const rowOf = (one: Service, tasks: Task[], nodes: Node[] = [node("n1")]) =>
  serviceRows("dev", { services: [one], tasks, nodes })[0];

test("a service with all its tasks is healthy, and past tasks do not count", () => {
  const tasks = [task("router", "running"), task("router", "failed", { desired: "shutdown" })];
  expect(rowOf(service("router", 1), tasks)).toEqual({
    system: "LoadBalancer",
    service: "router",
    image: "haproxy@0123456789ab",
    running: 1,
    desired: 1,
    state: "healthy",
    machines: ["host-n1"],
  });
});

test.each([
  [
    "the error of a pending task",
    service("web", 1),
    [task("web", "pending", { error: "no suitable node" })],
    "no suitable node",
  ],
  ["the state of a starting task", service("web", 1), [task("web", "starting")], "starting"],
  ["a missing task", service("web", 1), [], "missing"],
  [
    "a completed rollback",
    service("web", 1, { update: "rollback_completed" }),
    [task("web", "running")],
    "rolled back",
  ],
  [
    "a rollback in progress",
    service("web", 1, { update: "rollback_started" }),
    [task("web", "running")],
    "rollback started",
  ],
  ["a paused update", service("web", 1, { update: "paused" }), [task("web", "running")], "update paused"],
  ["an update in progress", service("web", 1, { update: "updating" }), [task("web", "running")], "updating"],
  ["a completed update", service("web", 1, { update: "completed" }), [task("web", "running")], "healthy"],
])("reports %s", (_, one, tasks, state) => {
  expect(rowOf(one, tasks)?.state).toBe(state);
});

test("shows the declared machine if exactly one is known, else the host name", () => {
  const pinned = service("content-db-1", 1, { constraints: ["node.labels.apture.machine.db-1==true"] });
  expect(rowOf(pinned, [task("content-db-1", "running")])?.machines).toEqual(["db-1"]);

  const spread = [task("web", "running", { node: "n1" }), { ...task("web", "running", { node: "n2" }), ID: "other" }];
  expect(rowOf(service("web", 2), spread, [node("n1", "web-1"), node("n2", "web-2", "app-1")])?.machines).toEqual([
    "host-n2",
    "web-1",
  ]);
});

test("sorts services by system", () => {
  const services = [service("router", 1), service("cache-1", 1, { system: "CachePool" }), service("edge", 1)];
  const rows = serviceRows("dev", { services, tasks: [], nodes: [] });
  expect(rows.map((row) => row.service)).toEqual(["cache-1", "edge", "router"]);
  expect(serviceTable(rows).split("\n")[0]).toBe("SERVICE   IMAGE                  TASKS   STATE     MACHINE");
});

test.each([
  [image, "haproxy@0123456789ab"],
  ["debian:trixie-slim", "debian"],
  [`registry.test:5000/a/b/postgres:17@sha256:${"f".repeat(64)}`, "postgres@ffffffffffff"],
])("shortens %s", (reference, short) => {
  expect(shortImage(reference)).toBe(short);
});

import { type FailedTask, reasonOf } from "../../../cli/docker/taskWatch";
import { failureReport } from "../../../cli/output/failureReport";
import { failedResources } from "../../../cli/pulumi/eventLog";

const router = {
  name: "router",
  type: "docker:index/service:Service",
  operation: "update",
  messages: ["1 error occurred:\n\t* update failed"],
};

const failed = (name: string, reason: string, log: string[] = []): FailedTask => ({
  service: name.split(".")[0] ?? name,
  name,
  machine: "lb-1",
  reason,
  log,
});

test("reports the service, its state, the reasons and the last log lines", () => {
  const tasks = [
    failed("router.1", "task: non-zero exit (1)", ["[ALERT] config : parsing [/etc/haproxy/haproxy.cfg:3]"]),
    failed("cache-1.1", "task: non-zero exit (137)"),
    failed("router.1", "task: non-zero exit (1)", [
      "[ALERT] config : unknown keyword 'blance'",
      "[ALERT] config : fatal errors found",
    ]),
  ];
  expect(failureReport([router], tasks, [{ service: "router", running: 1, state: "rolled back" }])).toBe(
    [
      "Failed resources",
      "",
      "router: rolled back; 1 of the previous version running",
      "  task: non-zero exit (1) (2 times)",
      "  last log lines of router.1 on lb-1:",
      "    [ALERT] config : unknown keyword 'blance'",
      "    [ALERT] config : fatal errors found",
    ].join("\n"),
  );
});

test("reports a new service that did not start", () => {
  expect(failureReport([router], [failed("router.1", "no suitable node (insufficient resources on 1 node)")], [])).toBe(
    [
      "Failed resources",
      "",
      "router: did not start and was removed",
      "  no suitable node (insufficient resources on 1 node)",
    ].join("\n"),
  );
});

test("reports that no task failed", () => {
  expect(failureReport([router], [], [{ service: "router", running: 0, state: "starting" }])).toBe(
    ["Failed resources", "", "router: 0 running, starting", "  no task failed during the update"].join("\n"),
  );
});

test("reports other resources with the message of Pulumi", () => {
  const network = {
    name: "edge",
    type: "docker:index/network:Network",
    operation: "delete",
    messages: ["network edge has active endpoints"],
  };
  expect(failureReport([network], [], [])).toBe(
    ["Failed resources", "", "edge", "  network edge has active endpoints"].join("\n"),
  );
});

test("reads failed resources from Pulumi's event log, even if its last line is incomplete", () => {
  const urn = "urn:pulumi:dev::apture::apture:loadBalancer:LoadBalancer$docker:index/service:Service::router";
  const log = [
    JSON.stringify({ sequence: 0, preludeEvent: { config: {} } }),
    JSON.stringify({
      sequence: 1,
      diagnosticEvent: { urn, message: "update failed\n", severity: "error", color: "never" },
    }),
    JSON.stringify({
      sequence: 2,
      diagnosticEvent: { urn: `${urn}-2`, message: "just a note", severity: "info", color: "never" },
    }),
    JSON.stringify({ sequence: 3, resOpFailedEvent: { metadata: { op: "update", urn }, status: 0, steps: 0 } }),
    '{"sequence":4,"diagnost',
  ].join("\n");
  expect(failedResources(log)).toEqual([
    { name: "router", type: "docker:index/service:Service", operation: "update", messages: ["update failed"] },
  ]);
});

test.each([
  [{ State: "failed", Err: "task: non-zero exit (1)", ContainerStatus: { ExitCode: 1 } }, "task: non-zero exit (1)"],
  [
    { State: "failed", Err: "unhealthy container", ContainerStatus: { ExitCode: 137 } },
    "unhealthy container (exit code 137)",
  ],
  [{ State: "rejected", Err: "No such image: apture/none" }, "No such image: apture/none"],
  [{ State: "failed", Message: "starting" }, "starting"],
])("formats the reason of %j", (status, reason) => {
  expect(reasonOf({ ID: "t", CreatedAt: "", ServiceID: "s", DesiredState: "shutdown", Status: status })).toBe(reason);
});

import { planLabels } from "../../../setup/engine/labels";

const machines = [
  { name: "lb-1", roles: ["edge", "router"] },
  { name: "web-1", roles: ["web"] },
];

const node = (id: string, labels: Record<string, string> = {}) => ({ id, hostname: `host-${id}`, labels });

const all = {
  "apture.machine.lb-1": "true",
  "apture.machine.web-1": "true",
  "apture.role.edge": "true",
  "apture.role.router": "true",
  "apture.role.web": "true",
};

test("a single node is every machine, and its other labels are retained", () => {
  expect(planLabels(machines, [node("a", { "com.example.rack": "7" })])).toEqual({
    changes: [{ node: "a", labels: { "com.example.rack": "7", ...all } }],
  });
});

test("plans no change if all labels are set", () => {
  expect(planLabels(machines, [node("a", all)])).toEqual({ changes: [] });
});

test("removes a role that is no longer declared", () => {
  expect(planLabels(machines, [node("a", { ...all, "apture.role.queue": "true" })])).toEqual({
    changes: [{ node: "a", labels: all }],
  });
});

test("each of several nodes has the roles of its machines", () => {
  const nodes = [
    node("a", { "apture.machine.lb-1": "true", "apture.role.web": "true" }),
    node("b", { "apture.machine.web-1": "true", "apture.role.web": "true" }),
    node("c"),
  ];
  expect(planLabels(machines, nodes)).toEqual({
    changes: [
      {
        node: "a",
        labels: { "apture.machine.lb-1": "true", "apture.role.edge": "true", "apture.role.router": "true" },
      },
    ],
  });
});

test("reports all missing and ambiguous machines of several nodes, with a fix", () => {
  const nodes = [node("a", { "apture.machine.lb-1": "true" }), node("b", { "apture.machine.lb-1": "true" })];
  expect(planLabels(machines, nodes)).toEqual({
    problems: [
      "no node is labeled web-1; run docker node update --label-add apture.machine.web-1=true <node>",
      "host-a and host-b are labeled lb-1; run docker node update --label-rm apture.machine.lb-1 on all but one",
    ],
  });
});

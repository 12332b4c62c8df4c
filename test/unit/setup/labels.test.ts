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

test("one node is every machine at once, and keeps the labels of others", () => {
  expect(planLabels(machines, [node("a", { "com.example.rack": "7" })])).toEqual({
    changes: [{ node: "a", labels: { "com.example.rack": "7", ...all } }],
  });
});

test("nothing changes where everything is so already", () => {
  expect(planLabels(machines, [node("a", all)])).toEqual({ changes: [] });
});

test("a role that is declared no more goes", () => {
  expect(planLabels(machines, [node("a", { ...all, "apture.role.queue": "true" })])).toEqual({
    changes: [{ node: "a", labels: all }],
  });
});

test("with several nodes each has the roles of its own machines", () => {
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

test("with several nodes every missing and every doubtful machine is named, with what to do", () => {
  const nodes = [node("a", { "apture.machine.lb-1": "true" }), node("b", { "apture.machine.lb-1": "true" })];
  expect(planLabels(machines, nodes)).toEqual({
    problems: [
      "no node is web-1; run docker node update --label-add apture.machine.web-1=true <node>",
      "host-a and host-b are all lb-1; run docker node update --label-rm apture.machine.lb-1 on all but one",
    ],
  });
});

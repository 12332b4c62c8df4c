import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import type { SystemPlan } from "../../../components/swarm/plan";
import { planDeclaration, type StackPlan } from "../../../stacks/plan";

const folder = resolve(__dirname, "../../../examples");
const load = createRequire(__filename);

/** Plans an example like a stack: with the built-in policies and those of this site. */
function planned(example: string): StackPlan {
  const { default: declaration }: { default: unknown } = load(join(folder, `${example}.ts`));
  return planDeclaration(declaration, { today: "2026-12-01" });
}

/** A JSON file of a plan. */
function fileOf({ configs }: SystemPlan, file: string): unknown {
  return JSON.parse(configs.find(({ name }) => name === file)?.content ?? "null");
}

/** The policies that each example waives. */
const waived: Readonly<Record<string, readonly string[]>> = {
  "january-2010-after": [],
  "january-2010-before": ["write-budget"],
  "one-machine": [],
  "own-application": [],
  "three-machines": ["shared-disk"],
};

test("the table has every stack file of examples/", () => {
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  expect(files.map((file) => file.replace(/\.ts$/, "")).sort()).toEqual(Object.keys(waived));
});

test.each(Object.keys(waived))("%s plans with all policies, without advice", (example) => {
  const plan = planned(example);
  expect(plan.advised).toEqual([]);
  expect([...new Set(plan.waived.map(({ policy }) => policy))]).toEqual(waived[example]);
});

test("one-machine has one machine, and three-machines has every service on more than one", () => {
  expect(planned("one-machine").machines).toHaveLength(1);
  const three = planned("three-machines");
  expect(three.machines).toHaveLength(3);
  expect(three.queue.desired.nodes).toHaveLength(3);
  expect(three.etcd.endpoints).toHaveLength(3);
  for (const { desired } of three.databases) expect(Object.keys(desired.members)).toHaveLength(2);
});

test("own-application has one tier, and one database for both parts of the application", () => {
  const { web, databases, application } = planned("own-application");
  expect(web.map(({ name }) => name)).toEqual(["evented"]);
  expect(databases.map(({ endpoint }) => endpoint.name)).toEqual(["notes"]);
  expect(application.databases).toEqual(["notes"]);
  expect(fileOf(application, "app-settings.json")).toMatchObject({
    placement: { pages: "notes", views: "notes" },
    databases: { notes: { host: "notes-pooler" } },
  });
});

test("january-2010-after adds an evented tier, eight caches and flow control, and moves the primary", () => {
  const [before, after] = [planned("january-2010-before"), planned("january-2010-after")];
  const tiers = (plan: StackPlan) => Object.fromEntries(plan.web.map(({ name, instances }) => [name, instances]));
  expect([tiers(before), tiers(after)]).toEqual([{ apache: 16 }, { evented: 8, apache: 8 }]);
  expect([before.cache.servers.length, after.cache.servers.length]).toEqual([2, 10]);
  const primary = ({ databases }: StackPlan) =>
    databases.find(({ endpoint }) => endpoint.name === "content")?.desired.primary;
  expect([primary(before), primary(after)]).toEqual(["content-db-1", "content-db-4"]);
  expect(fileOf(before.workers, "worker.json")).not.toHaveProperty("flow");
  expect(fileOf(after.workers, "worker.json")).toMatchObject({ flow: { floor: 2, ceiling: 50 } });
});

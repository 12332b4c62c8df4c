import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServicePlan } from "../../../components/swarm/plan";
import { planStack } from "../../../stacks/plan";
import { root } from "./documents";

const { application, web, workers } = planStack("dev", { today: "2026-12-01" });
const text = readFileSync(join(root, "docs/your-application.md"), "utf8");
const coded = new Set([...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code));

/** Returns the names of an object's fields, down to a depth. */
function fieldsOf(value: unknown, depth = 2): string[] {
  if (depth === 0 || typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner, depth - 1)]);
}

const settings: unknown = JSON.parse(application.configs[0]?.content ?? "");
const secrets: unknown = JSON.parse(application.secrets[0]?.template ?? "");
const workerSettings: unknown = JSON.parse(workers.configs[0]?.content ?? "");

const databases = new Set(application.databases);
const names = new Set([...coded].flatMap((code) => code.split(".")));
/** Fields that are database names come from the declaration: the document cannot name them. */
const missing = (fields: readonly string[]) => fields.filter((field) => !databases.has(field) && !names.has(field));

test.each([
  ["the application's settings", fieldsOf(settings)],
  ["the application's secrets", fieldsOf(secrets, 1)],
  ["a worker's settings", fieldsOf(workerSettings, 1)],
])("docs/your-application.md names every field of %s", (_, fields) => {
  expect(fields).not.toEqual([]);
  expect(missing(fields)).toEqual([]);
});

test("docs/your-application.md names every file, variable and network of the application's processes", () => {
  const services = [...application.services, ...workers.services, ...web.flatMap((tier) => tier.services)];
  const given = ({ configs = [], secrets = [], env = {}, networks }: ServicePlan) => [
    ...[...configs, ...secrets].map(({ path }) => path),
    ...Object.keys(env),
    ...networks.map((network) => network.replace(/^.*-pool$/, "<database>-pool")),
  ];
  expect(services.map(({ name }) => name)).toEqual(["migrations", "outbox-relay", "workers", "evented", "apache"]);
  expect([...new Set(services.flatMap(given))].filter((one) => !coded.has(one))).toEqual([]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServicePlan } from "../../../components/swarm/plan";
import { planStack } from "../../../stacks/plan";
import { root } from "./documents";

const { application, web, workers } = planStack("dev", { today: "2026-12-01" });
const text = readFileSync(join(root, "docs/your-application.md"), "utf8");
const coded = new Set([...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code));

/** Names of the fields of an object, and of those in it. Names of databases are the declaration's. */
function fieldsOf(value: unknown, depth = 2): string[] {
  if (depth === 0 || typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner, depth - 1)]);
}

const declared = new Set(application.databases);
const names = new Set([...coded].flatMap((code) => code.split(".")));
const isNamed = (field: string) => declared.has(field) || names.has(field);

test("the contract of an application names every field of its settings", () => {
  const settings: unknown = JSON.parse(application.configs[0]?.content ?? "{}");
  expect(fieldsOf(settings).filter((field) => !isNamed(field))).toEqual([]);
});

test("it names every field of its secrets", () => {
  const secrets: unknown = JSON.parse(application.secrets[0]?.template ?? "{}");
  expect(fieldsOf(secrets, 1).filter((field) => !isNamed(field))).toEqual([]);
});

test("it names every field of a worker's settings", () => {
  const settings: unknown = JSON.parse(workers.configs[0]?.content ?? "{}");
  expect(fieldsOf(settings, 1).filter((field) => !isNamed(field))).toEqual([]);
});

test("it names every file, variable and network of a process of the application", () => {
  const services = [...application.services, ...workers.services, ...web.flatMap((tier) => tier.services)];
  const given = ({ configs = [], secrets = [], env = {}, networks }: ServicePlan) => [
    ...[...configs, ...secrets].map(({ path }) => path),
    ...Object.keys(env),
    ...networks.map((network) => network.replace(/^.*-pool$/, "<database>-pool")),
  ];
  expect([...new Set(services.flatMap(given))].filter((one) => !coded.has(one))).toEqual([]);
});

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { clusterSchema } from "../../../components/cluster/spec";
import type { StackSnapshot } from "../../../review/snapshot/schema";
import { snapshotOfDeclaration } from "../../../review/snapshot/stack";
import { reviewStack } from "../../../review/stackReview";
import dev from "../../../stacks/dev";
import production from "../../../stacks/production";
import { edited } from "../../../testing/fixtures/declarationEdits";

/** A setting of the schema, `*` for any name, and its form. */
interface Setting {
  readonly path: string;
  readonly type: string;
  readonly accepts: string;
}

const nodeSchema = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  form: z.object({ type: z.string(), accepts: z.string().optional() }).optional(),
});

function settingsIn(schema: unknown, path = ""): Setting[] {
  const node = nodeSchema.safeParse(schema).data;
  if (node === undefined) return [];
  const { form, properties = {}, additionalProperties, anyOf = [], oneOf = [] } = node;
  if (form !== undefined) return [{ path, type: form.type, accepts: form.accepts ?? "" }];
  const below = (name: string) => (path === "" ? name : `${path}.${name}`);
  const found = [
    ...Object.entries(properties).flatMap(([name, one]) => settingsIn(one, below(name))),
    ...(typeof additionalProperties === "object" ? settingsIn(additionalProperties, below("*")) : []),
    ...[...anyOf, ...oneOf].flatMap((one) => settingsIn(one, path)),
  ];
  return found.length > 0 ? found : [{ path, type: "other", accepts: "" }];
}

const settings = [
  ...new Map(
    settingsIn(z.toJSONSchema(clusterSchema, { io: "output", unrepresentable: "any" })).map((one) => [one.path, one]),
  ).values(),
];

/** A value for a setting that is not declared. */
function sample({ path, type, accepts }: Setting): unknown {
  if (path === "databases.*.settings.*") return "15min";
  if (path === "application.placement.*") return "content";
  if (path.endsWith(".device")) return "/dev/sdb";
  if (type === "size" || type === "duration") return /"([^"]+)"/.exec(accepts)?.[1];
  if (type === "whole number" || type === "number") return Number(accepts.split(" ")[0]?.replaceAll(",", ""));
  if (type === "word") return /"([^"]+)"/.exec(accepts)?.[1];
  if (type === "date") return "2027-01-31";
  if (type === "true or false") return true;
  return type === "list" ? [] : "text";
}

/** Other values for a declared setting, by the direction of the change. */
function changesOf(value: unknown, { type, accepts }: Setting): (readonly [direction: string, value: unknown])[] {
  if (typeof value === "number")
    return [
      ["more", value * 2],
      ["less", type === "whole number" ? Math.floor(value / 2) : value / 2],
    ];
  if (typeof value === "boolean") return [["other", !value]];
  if (Array.isArray(value)) return [["less", value.slice(0, -1)]];
  const [, amount, unit] = /^([\d.]+) (\w+)$/.exec(String(value)) ?? [];
  if ((type === "size" || type === "duration") && amount !== undefined)
    return [
      ["more", `${Number(amount) * 2} ${unit}`],
      ["less", `${Number(amount) / 2} ${unit}`],
    ];
  if (type !== "word") return type === "name" || type === "other" ? [] : [["other", `${String(value)}x`]];
  const words = [...accepts.matchAll(/"([^"]+)"/g)].map(([, word]) => word);
  return words.filter((word) => word !== value).map((word) => [`other (${word})`, word]);
}

const valueAt = (declared: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (section, name) => (typeof section === "object" && section !== null ? Reflect.get(section, name) : undefined),
      declared,
    );

/** Names that stand for `*`: the first declared one with the setting, or a new one. */
function concrete(path: string, declared: unknown): string {
  const [first, ...rest] = path.split(".");
  if (first === undefined || first === "") return "";
  const names = typeof declared === "object" && declared !== null ? Object.keys(declared) : [];
  const isDeclared = (name: string) => valueAt(declared, [name, ...rest].join(".")) !== undefined;
  const preferred =
    names.find((one) => rest.length > 0 && isDeclared(one)) ??
    ["content", "db-1", "apache"].find((one) => names.includes(one));
  const name = first === "*" ? (preferred ?? names[0] ?? "extra") : first;
  const below = typeof declared === "object" && declared !== null ? Reflect.get(declared, name) : undefined;
  return rest.length === 0 ? name : `${name}.${concrete(rest.join("."), below)}`;
}

function snapshot(stack: string, declaration: unknown): StackSnapshot | undefined {
  const made = snapshotOfDeclaration(stack, declaration, { publishedPort: 8080, policies: [] });
  return "problems" in made ? undefined : made;
}

/** What the review says about each change of each setting: a line for each. */
function table(stack: string, declaration: unknown): string[] {
  const before = snapshot(stack, declaration);
  if (before === undefined) throw new Error(`${stack} does not plan`);
  return settings.flatMap((setting) => {
    const path = concrete(setting.path, before.declared);
    const value = valueAt(before.declared, path);
    const changes: (readonly [string, unknown])[] =
      value === undefined ? [["added", sample(setting)]] : [...changesOf(value, setting), ["removed", undefined]];
    return changes.map(([direction, to]) => {
      const after = snapshot(stack, edited({ [path]: to }, declaration));
      const made = after === undefined ? undefined : reviewStack(before, after, "2026-11-25");
      const result =
        after === undefined ? "rejected" : made === undefined ? "no change" : `${made.class}: ${made.headline}`;
      return `${setting.path} ${direction}: ${result}`;
    });
  });
}

/** Dev with the optional sections that neither stack declares. */
const optional = edited(
  {
    "machines.db-1.walDisk": { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000, size: "50 GiB" },
    "queue.fanout": { audit: { maxItems: 1_000, maxAge: "1 d", maxBytes: "10 MiB" } },
    "application.placement": { views: "views" },
    "databases.content.backups.s3": { bucket: "content", region: "eu-central-1", endpoint: "s3.example" },
    "databases.content.settings": { synchronous_commit: "on" },
    "databases.copy": { primary: "db-1", connections: 8, memory: "256 MiB", restoreFrom: { database: "content" } },
    waivers: { "write-budget": { reason: "The new disk arrives in January.", until: "2027-01-31" } },
  },
  dev,
);

const tables = {
  dev: table("dev", dev),
  optional: table("dev", optional),
  production: table("production", production),
};

/** `UPDATE_GOLDEN=1` rewrites the golden file. Read the difference before you commit it. */
test.each(["dev", "optional", "production"] as const)(
  "each change of each setting of %s has the stated effect",
  (stack) => {
    const path = join(__dirname, "golden", `settings-${stack}.txt`);
    const text = `${tables[stack].join("\n")}\n`;
    if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(path, text);
    expect(text).toBe(readFileSync(path, "utf8"));
  },
);

/** Changes that can lose or leave behind what is stored. */
test.each([
  ["queue.maxAge less", "dev"],
  ["queue.deadLetters.maxItems less", "dev"],
  ["queue.deadLetters.maxAge less", "dev"],
  ["queue.whenFull other (dropOldest)", "dev"],
  ["queue.confirms other", "dev"],
  ["databases.*.replicas less", "dev"],
  ["databases.*.synchronous other", "production"],
  ["databases.*.maxLag more", "dev"],
  ["databases.*.backups.keep less", "production"],
  ["databases.*.backups.archiveTimeout more", "production"],
  ["databases.*.backups.s3.bucket other", "optional"],
  ["databases.*.backups.s3.region other", "optional"],
  ["databases.*.backups.s3.endpoint other", "optional"],
  ["queue.fanout.*.maxItems less", "optional"],
  ["queue.fanout.*.maxAge less", "optional"],
  ["queue.fanout.*.maxBytes less", "optional"],
] as const)("%s is a change of class data", (change, stack) => {
  expect(tables[stack].find((line) => line.startsWith(`${change}: `))).toMatch(/: data: .* Data at risk: /);
});

test("no headline shows the path of a setting", () => {
  const lines = Object.values(tables).flat();
  expect(lines.length).toBeGreaterThan(400);
  expect(lines.filter((line) => /the setting [a-z]+\./.test(line.split(": ").slice(2).join(": ")))).toEqual([]);
});

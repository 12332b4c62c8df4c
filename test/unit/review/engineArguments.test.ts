import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackReview } from "../../../review/diff/schema";
import { readRevision } from "../../../review/snapshot/read";
import type { StackSnapshot } from "../../../review/snapshot/schema";
import { reviewStack } from "../../../review/stackReview";
import { replaceOnce } from "../../../testing/replaceOnce";
import { allFiles, copyTo, project } from "../../../testing/reviewRepository";

const today = "2026-11-25";
let folder: string;
let unchanged: StackSnapshot;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "apture-arguments-"));
  copyTo(folder, allFiles);
  unchanged = await read();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Plans dev in a process of its own, with the code of the copy. */
async function read(): Promise<StackSnapshot> {
  const reading = await readRevision(folder, project);
  const dev = "stacks" in reading ? reading.stacks.find(({ stack }) => stack === "dev") : undefined;
  if (dev === undefined || "problems" in dev || !reading.plannedByItself) throw new Error(JSON.stringify(reading));
  return dev;
}

/** The review of an edit of the project's own code. */
async function reviewed(file: string, from: string, to: string): Promise<StackReview | undefined> {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, replaceOnce(file, text, from, to));
  try {
    return reviewStack(unchanged, await read(), today);
  } finally {
    writeFileSync(path, text);
  }
}

const service = "components/swarm/service.ts";
const health = "components/swarm/health.ts";
const objects = "components/swarm/objects.ts";
const networks = "components/swarm/networks.ts";

/** An edit, the cause that each changed service has, and the class of the change. */
test.each<readonly [string, string, string, string, StackReview["class"]]>([
  [service, '"max-file": "3"', '"max-file": "5"', "logDriver", "outage"],
  [service, 'failureAction: "rollback"', 'failureAction: "pause"', "updateConfig", "live"],
  [health, "export const interval = 10", "export const interval = 20", "healthcheck", "outage"],
  [objects, 'driver: "overlay"', 'driver: "bridge"', "networksAdvanceds", "outage"],
])("an edit of %s (%s to %s) changes the report", async (file, from, to, cause, kind) => {
  const made = await reviewed(file, from, to);
  expect(made?.class).toBe(kind);
  expect(made?.headline).toMatch(/^No setting changes, but the new code changes \d+ services?: /);
  expect(made?.services.length).toBeGreaterThan(0);
  for (const { causes } of made?.services ?? []) expect(causes).toContain(cause);
});

interface Mutation {
  /** Where the value is, without the positions in lists: two mounts are of one kind. */
  readonly path: string;
  readonly other: unknown;
}

/** Changes every text, number and flag in a structure, and adds to every list and object. */
function mutations(value: unknown, path = ""): Mutation[] {
  const inside = (name: string, one: unknown, put: (other: unknown) => unknown) =>
    mutations(one, `${path}.${name}`).map(({ path: where, other }) => ({ path: where, other: put(other) }));
  if (typeof value === "string") return [{ path, other: `${value}x` }];
  if (typeof value === "number") return [{ path, other: value + 1 }];
  if (typeof value === "boolean") return [{ path, other: !value }];
  if (Array.isArray(value))
    return [
      ...value.flatMap((one, index) => inside("*", one, (other) => value.with(index, other))),
      { path: `${path}.new`, other: [...value, {}] },
    ];
  if (typeof value !== "object" || value === null) return [];
  return [
    ...Object.entries(value).flatMap(([name, one]) => inside(name, one, (other) => ({ ...value, [name]: other }))),
    { path: `${path}.new`, other: { ...value, added: true } },
  ];
}

test("whatever differs in the arguments of a service changes the report and names the service", () => {
  const all = Object.entries(unchanged.arguments).flatMap(([name, args]) =>
    mutations(args).map((mutation) => ({ name, ...mutation })),
  );
  // Each argument in one service that has it, and one argument of each service.
  const tried = [
    ...new Map(all.map((one) => [one.path, one])).values(),
    ...new Map(all.map((one) => [one.name, one])).values(),
  ];
  expect(tried.length).toBeGreaterThan(80);
  const missed = tried.flatMap(({ name, path, other }) => {
    const made = reviewStack(unchanged, { ...unchanged, arguments: { ...unchanged.arguments, [name]: other } }, today);
    const [change] = made?.services ?? [];
    const named = made?.effects.some(({ services }) => services.includes(name)) || change?.operation === "metadata";
    return change?.name === name && named ? [] : [`${name}${path}: ${change?.causes.join() ?? "no change"}`];
  });
  expect(missed).toEqual([]);
});

test("an edit that changes nothing for the engine changes no report", async () => {
  expect(
    await reviewed(service, "const { stack, images, networks } = links;", "const { stack, networks, images } = links;"),
  ).toBeUndefined();
});

test("an open network is described by what happens to its services", async () => {
  const made = await reviewed(networks, '["edge", outside]', '["edge", "etcd", outside]');
  expect(made?.services.map(({ name, operation }) => `${name} ${operation}`)).toEqual([
    "etcd-app-1 replaced",
    "content-db-1 replaced",
    "content-db-2 replaced",
    "views-db-2 replaced",
    "views-db-1 replaced",
  ]);
  expect(made?.effects.map((effect) => `${effect.class}: ${effect.summary ?? effect.what} ${effect.why}`)).toEqual([
    "outage: writes to content wait or fail twice for about 8 s Networks change; the engine cannot change this in place.",
    "outage: writes to views wait or fail twice for about 8 s Networks change; the engine cannot change this in place.",
    "rolling: etcd-app-1 restarts: databases keep their leaders, and no failover is possible for about 4 s. " +
      "Networks change; the engine cannot change this in place.",
  ]);
});

test("dropped capabilities are named as the reason", async () => {
  const made = await reviewed(service, 'capDrops: ["ALL"],', "");
  expect(made?.effects.map(({ why }) => why)).toContain("Dropped Linux capabilities change.");
});

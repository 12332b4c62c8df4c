import { eventually } from "../../testing/checkers/eventually";
import { attacks } from "../../testing/load/attacks";
import { pagesDuring } from "../../testing/load/pagesDuring";
import { rawRequest } from "../../testing/load/rawRequest";
import { cluster, stack } from "./support/cluster";
import { engine } from "./support/engine";

jest.setTimeout(120_000);

/** Seconds of each attack: longer than the routers' request timeout, so that what they end is opened again. */
const seconds = 8;

/** Identifiers of all tasks of the stack that should run. */
async function tasks(): Promise<string[]> {
  const all: { ID: string; DesiredState: string }[] = await engine.listTasks({
    filters: { label: [`com.docker.stack.namespace=${stack}`], "desired-state": ["running"] },
  });
  return all.map(({ ID }) => ID).sort();
}

beforeAll(async () => {
  const body = "A page that is larger than the buffers of a proxy. ".repeat(2_400);
  const stored = await fetch(`${cluster.url}/p/large`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ body }),
  });
  expect(stored.status).toBe(201);
  await eventually(async () => expect((await fetch(`${cluster.url}/p/home`)).status).toBe(200));
});

test.each(Object.keys(attacks))("pages are answered during %s, and no task is replaced", async (attack) => {
  const before = await tasks();
  const { answered, p99, statuses } = await pagesDuring(cluster.url, cluster.port, seconds, attack);
  expect({ statuses, enough: answered >= 0.99 }).toEqual({ statuses, enough: true });
  expect(Object.keys(statuses)).not.toContain("500");
  expect(p99).toBeLessThan(1_000);
  expect(await tasks()).toEqual(before);
});

test.each([
  ["/healthz", 404],
  ["/readyz", 404],
  ["/", 404],
  ["//p/home", 404],
  ["/p/../readyz", 404],
  ["/p/%2e%2e/readyz", 404],
  ["/p/home%2f", 404],
  ["/eventsource", 404],
])("the router answers %s with %i, and no server sees it", async (path, status) => {
  const response = await rawRequest(cluster.port, path);
  expect(response).toMatchObject({ status, servedBy: undefined });
});

test("a body without a length, and one above the limit, are refused before a server is taken", async () => {
  const post = (headers: Record<string, string>) => rawRequest(cluster.port, "/p/home", { method: "POST", headers });
  expect(await post({ "transfer-encoding": "chunked" })).toMatchObject({ status: 411, servedBy: undefined });
  expect(await post({ "content-length": "131073" })).toMatchObject({ status: 413, servedBy: undefined });
});

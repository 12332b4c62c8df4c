import { randomUUID } from "node:crypto";
import { eventually } from "../../testing/checkers/eventually";
import { cluster } from "./support/cluster";
import { sqlOn } from "./support/engine";
import { get, post } from "./support/requests";

jest.setTimeout(120_000);

test("both web tiers serve a page through the load balancer", async () => {
  const tiers = new Set<string>();
  await eventually(async () => {
    const response = await get("/p/home");
    expect(response.status).toBe(200);
    const server = response.headers.get("x-served-by") ?? "";
    expect(server).toMatch(/^(apache|evented)-[12]$/);
    tiers.add(server.replace(/-\d$/, ""));
    expect([...tiers].sort()).toEqual(["apache", "evented"]);
  });
});

test("an edit reaches the primary and its replica", async () => {
  const slug = `edit-${randomUUID().slice(0, 8)}`;
  const text = `Written at ${new Date().toISOString()}`;
  const response = await post(`/p/${slug}`, { body: text }, { "idempotency-key": randomUUID() });
  expect(response.status).toBe(201);

  const bodyOn = (member: string) => sqlOn(member, `SELECT body FROM pages_page WHERE slug = '${slug}'`, "content");
  expect(await bodyOn("content-db-1")).toBe(text);
  await eventually(async () => expect(await bodyOn("content-db-2")).toBe(text));

  expect(await sqlOn("content-db-1", "SELECT pg_is_in_recovery()")).toBe("f");
  expect(await sqlOn("content-db-2", "SELECT pg_is_in_recovery()")).toBe("t");
  await eventually(async () => expect(await (await get(`/p/${slug}`)).text()).toContain(text));
});

test("a job reaches a worker through the queue", async () => {
  const response = await post("/events", { kind: "test" });
  expect(response.status).toBe(202);
  const { job } = (await response.json()) as { job: string };
  await eventually(async () => expect(await (await get(`/jobs/${job}`)).json()).toMatchObject({ state: "done" }));
});

test("memcached serves a page that was read before", async () => {
  const slug = `cached-${randomUUID().slice(0, 8)}`;
  expect((await post(`/p/${slug}`, { body: "a page" })).status).toBe(201);
  await eventually(async () => expect((await get(`/p/${slug}`)).headers.get("x-cache")).toBe("hit"));
});

test.each([
  ["/p/no-such-page", 404],
  ["/jobs/not-a-job", 404],
])("%s answers %i and names the instance that served it", async (path, status) => {
  const response = await get(path);
  expect(response.status).toBe(status);
  expect(response.headers.get("x-served-by")).toMatch(/^(apache|evented)-\d+$/);
});

test("a second up changes no resource and builds no image", async () => {
  const { output } = await cluster.up();
  expect(output).toMatch(/\b[1-9]\d* unchanged\b/);
  expect(output).not.toMatch(/\d+ (created|updated|deleted|replaced)\b/);
  expect(output).not.toMatch(/built and pushed/);
});

test("status shows tiers, weights, the queue, workers, leaders and replicas", async () => {
  const { code, output } = await cluster.run("status");
  expect(code).toBe(0);
  expect(output).toMatch(/^evented +2\/2 +2 +66\.7 %/m);
  expect(output).toMatch(/^apache +2\/2 +1 +33\.3 %/m);
  expect(output).toMatch(/^jobs +\d+ +\d+$/m);
  expect(output).toMatch(/^workers-1 +\d+\.\d +\d+\.\d \(5-200\) .*\bavailable$/m);
  expect(output).toMatch(/^content +content-db-1 +leader +running/m);
  expect(output).toMatch(/^views +views-db-1 +replica +streaming +0 B/m);
});

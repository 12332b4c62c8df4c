import { randomUUID } from "node:crypto";
import { eventually } from "../../testing/eventually";
import { cluster } from "./support/cluster";
import { inTask } from "./support/engine";

jest.setTimeout(120_000);

const get = (path: string) => fetch(`${cluster.url}${path}`);
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${cluster.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

test("a page comes back through the load balancer from both web tiers", async () => {
  const tiers = new Set<string>();
  await eventually(async () => {
    const response = await get("/p/home");
    expect(response.status).toBe(200);
    const by = response.headers.get("x-served-by") ?? "";
    expect(by).toMatch(/^(apache|evented)-[12]$/);
    tiers.add(by.replace(/-\d$/, ""));
    expect([...tiers].sort()).toEqual(["apache", "evented"]);
  });
});

test("an edit reaches the primary and its replica", async () => {
  const slug = `edit-${randomUUID().slice(0, 8)}`;
  const text = `Written at ${new Date().toISOString()}`;
  const response = await post(`/p/${slug}`, { body: text }, { "idempotency-key": randomUUID() });
  expect([200, 201]).toContain(response.status);

  const onMember = (member: string) =>
    inTask(
      member,
      "psql",
      "-h",
      "/run/postgresql",
      "-d",
      "content",
      "-Atc",
      `SELECT body FROM pages_page WHERE slug = '${slug}'`,
    );
  expect(await onMember("content-db-1")).toBe(`${text}\n`);
  await eventually(async () => expect(await onMember("content-db-2")).toBe(`${text}\n`));

  expect(await inTask("content-db-1", "psql", "-h", "/run/postgresql", "-Atc", "SELECT pg_is_in_recovery()")).toBe(
    "f\n",
  );
  expect(await inTask("content-db-2", "psql", "-h", "/run/postgresql", "-Atc", "SELECT pg_is_in_recovery()")).toBe(
    "t\n",
  );
  await eventually(async () => expect(await (await get(`/p/${slug}`)).text()).toContain(text));
});

test("a job goes through the queue to a worker", async () => {
  const response = await post("/events", { kind: "test" });
  expect(response.status).toBe(202);
  const { job } = (await response.json()) as { job: string };
  await eventually(async () => {
    const state = (await (await get(`/jobs/${job}`)).json()) as { state: string };
    expect(state.state).toBe("done");
  });
});

test("a page is served from memcached", async () => {
  const slug = `cached-${randomUUID().slice(0, 8)}`;
  expect((await post(`/p/${slug}`, { body: "once" })).ok).toBe(true);
  await eventually(async () => expect((await get(`/p/${slug}`)).headers.get("x-cache")).toBe("hit"));
});

test.each([
  ["/p/no-such-page", 404],
  ["/nowhere", 404],
  ["/healthz", 200],
  ["/readyz", 200],
  ["/jobs/not-a-job", 404],
])("%s is answered %i, and says by whom", async (path, status) => {
  const response = await get(path);
  expect(response.status).toBe(status);
  expect(response.headers.get("x-served-by")).toMatch(/^(apache|evented)-\d+$/);
});

test("a second up changes nothing: no resource is touched, no image is built", async () => {
  const { output } = await cluster.up();
  expect(output).toMatch(/\d+ unchanged/);
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

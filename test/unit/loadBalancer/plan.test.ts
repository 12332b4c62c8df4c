import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Problems } from "../../../components/declaration/problems";
import { read } from "../../../components/declaration/read";
import { classSlots } from "../../../components/loadBalancer/admission";
import { type BalancedTier, planLoadBalancer } from "../../../components/loadBalancer/plan";
import { type LoadBalancerDeclaration, loadBalancerSchema } from "../../../components/loadBalancer/spec";

const tier = (name: string, instances: number): BalancedTier => ({
  name,
  port: 8000,
  instances,
  surge: 1,
  concurrency: 100,
});
const two = [tier("evented", 2), tier("apache", 2)];

function plan(args: LoadBalancerDeclaration, tiers = two, edges = ["lb-1"]) {
  const problems = new Problems();
  return {
    plan: planLoadBalancer(
      loadBalancerSchema.parse(args),
      { tiers, edges, publishedPort: 8080, namesServers: false },
      problems,
    ),
    problems: problems.all,
  };
}

const golden = (file: string) => readFileSync(join(__dirname, "golden", file), "utf8");

test("renders the router's configuration", () => {
  const { plan: made, problems } = plan({ weights: { evented: 5, apache: 2 } }, [
    tier("evented", 3),
    tier("apache", 2),
  ]);
  expect(problems).toEqual([]);
  expect(made.configs.find(({ name }) => name === "router-haproxy.cfg")?.content).toBe(golden("router-haproxy.cfg"));
});

test("renders the edge's configuration, which does not depend on the capacity of the tiers", () => {
  const small = plan({ weights: { evented: 2, apache: 1 } }).plan;
  const large = plan({ weights: { evented: 200, apache: 1 }, routers: 9, maxConnections: 9_000, queueTimeout: "9 s" }, [
    tier("evented", 40),
    tier("apache", 1),
  ]).plan;
  const edge = (made: typeof small) => made.configs.find(({ name }) => name === "edge-haproxy.cfg")?.content;
  expect(edge(small)).toBe(golden("edge-haproxy.cfg"));
  expect(edge(large)).toBe(edge(small));
});

test("only the edge publishes a port", () => {
  const { services } = plan({ weights: { evented: 2, apache: 1 } }).plan;
  expect(services.map(({ name, published }) => [name, published])).toEqual([
    ["edge", { target: 8080, port: 8080 }],
    ["router", undefined],
  ]);
});

test("all routers together never exceed the concurrency of a server", () => {
  const { plan: made } = plan({ weights: { evented: 2, apache: 1 }, routers: 3 });
  const router = made.configs.find(({ name }) => name === "router-haproxy.cfg")?.content ?? "";
  expect(router).toMatch(/server-template evented- 1-3 evented:8000 weight 2 maxconn 33 /);
});

test.each<[string, LoadBalancerDeclaration, BalancedTier[], string]>([
  [
    "a tier without a weight",
    { weights: { evented: 2 } },
    two,
    "loadBalancer.weights.apache is missing; give the tier web.apache its share of the requests.",
  ],
  [
    "a weight without a tier",
    { weights: { evented: 2, apache: 1, spawning: 1 } },
    two,
    "loadBalancer.weights.spawning names no tier; declare web.spawning or remove the weight.",
  ],
])("rejects %s", (_, args, tiers, text) => expect(plan(args, tiers).problems).toEqual([text]));

test("a router refuses events when its queue is a quarter full, edits at half, and pages when it is full", () => {
  const refusals = (args: Partial<LoadBalancerDeclaration>) =>
    [
      ...(plan({ weights: { evented: 2, apache: 1 }, ...args })
        .plan.configs.find(({ name }) => name === "router-haproxy.cfg")
        ?.content.matchAll(/return status 503 .* if \{ queue\(web\) ge (\d+) \}(.*)/g) ?? []),
    ].map(([, from, whom]) => [Number(from), whom]);
  expect(refusals({ queueLength: 80 })).toEqual([
    [20, " event"],
    [40, " page METH_POST"],
    [80, ""],
  ]);
  // 2 + 2 servers with 100 requests each, half of them from this router.
  expect(refusals({})).toEqual([
    [50, " event"],
    [100, " page METH_POST"],
    [200, ""],
  ]);
});

test("edits and events have slots of their own, and leave most to pages", () => {
  expect(classSlots(116)).toEqual({ edits: { reserved: 14, limit: 58 }, events: { reserved: 7, limit: 29 } });
  expect(classSlots(1)).toEqual({ edits: { reserved: 1, limit: 1 }, events: { reserved: 1, limit: 1 } });
});

test.each([
  [{ routes: ["p/"] }, 'loadBalancer.routes.0 is "p/"; use a path such as "/p/" or "/events".'],
  [{ routes: ["/p /"] }, 'loadBalancer.routes.0 is "/p /"; use a path such as "/p/" or "/events".'],
  [{ routes: ["//"] }, 'loadBalancer.routes.0 is "//"; use a path such as "/p/" or "/events".'],
  [{ routes: [] }, "loadBalancer.routes has 0 entries; use 1 to 50."],
  [{ maxBody: "2 GiB" }, 'loadBalancer.maxBody is "2 GiB"; use a size from "1 KiB" to "1 GiB".'],
  [{ clientConnections: 1 }, "loadBalancer.clientConnections is 1; use a whole number from 10 to 200,000."],
])("rejects %j", (args, problem) => {
  expect(read(loadBalancerSchema, { weights: { evented: 1, apache: 1 }, ...args }, "loadBalancer")).toEqual({
    problems: [problem],
  });
});

test("names no server in production", () => {
  const router = plan({ weights: { evented: 1, apache: 1 } }).plan.configs.find(
    ({ name }) => name === "router-haproxy.cfg",
  );
  expect(router?.content).toContain("http-response del-header X-Served-By");
});

test("a router uses only as many servers of a tier as its share allows", () => {
  const { plan: made } = plan({ weights: { evented: 256, apache: 1 } }, [tier("evented", 1), tier("apache", 64)]);
  const router = made.configs.find(({ name }) => name === "router-haproxy.cfg")?.content ?? "";
  expect(router).toMatch(/server-template evented- 1-2 evented:8000 weight 256 /);
  expect(router).toMatch(/server-template apache- 1-1 apache:8000 weight 1 /);
});

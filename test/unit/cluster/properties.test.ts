import fc from "fast-check";
import { type ClusterPlan, systemsOf } from "../../../components/cluster/plan";
import { DeclarationError } from "../../../components/declaration/problems";
import { placeholders } from "../../../components/swarm/secretTemplate";
import dev from "../../../stacks/dev";
import { planDeclaration } from "../../../stacks/plan";
import { edited } from "../../../testing/fixtures/declarationEdits";
import { pathsOf } from "./paths";

const strange = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
});

const paths = pathsOf(dev);

/** The plan or the problems. Anything else that is thrown fails the test. */
function planned(declaration: unknown): ClusterPlan | readonly string[] {
  try {
    return planDeclaration(declaration);
  } catch (error) {
    if (error instanceof DeclarationError) return error.problems;
    throw error;
  }
}

function expectPlanOrProblems(declaration: unknown): void {
  const result = planned(declaration);
  if (!Array.isArray(result)) return;
  expect(result.length).toBeGreaterThan(0);
  for (const problem of result) {
    expect(problem).toMatch(/^(the declaration|Two services|[\w"-]).* .*[.?]( \(policy .*\))?$/);
    // Without the declared value, which may be anything.
    expect(problem.replace(/ is (NaN|-?Infinity);/, " is it;")).not.toMatch(/undefined|\[object|NaN|Infinity|∞/);
  }
}

test("any value is either planned or rejected with its problems", () => {
  fc.assert(fc.property(strange, expectPlanOrProblems), { numRuns: 300 });
});

test("any change of a valid declaration is either planned or rejected with every problem", () => {
  const value = fc.oneof(
    strange,
    fc.constant(undefined),
    fc.integer({ min: -5, max: 300 }),
    fc.constantFrom("1 GiB", "5 s", "db-1", "app-1", "apache", [], {}),
  );
  const changes = fc.array(
    fc.tuple(fc.oneof(fc.constantFrom(...paths), fc.constantFrom("web.x", "databases.x", "machines.x", "y")), value),
    { maxLength: 4 },
  );
  const environment = fc.constantFrom("development", "production");
  fc.assert(
    fc.property(changes, environment, (all, of) =>
      expectPlanOrProblems(edited({ environment: of, ...Object.fromEntries(all) })),
    ),
    { numRuns: 500 },
  );
});

/** Whether the cluster generates a password, or a part of a certificate. */
function known({ passwords, certificates }: ClusterPlan, name: string): boolean {
  return (
    passwords.includes(name) ||
    name === "authority.crt" ||
    certificates.hosts.some(({ host }) => [`${host}.key`, `${host}.crt`].includes(name))
  );
}

const sound = fc.record({
  "web.evented.instances": fc.integer({ min: 1, max: 20 }),
  "web.apache.instances": fc.integer({ min: 1, max: 20 }),
  "loadBalancer.weights.evented": fc.integer({ min: 1, max: 256 }),
  "loadBalancer.routers": fc.integer({ min: 1, max: 5 }),
  "cache.instances": fc.integer({ min: 1, max: 20 }),
  "workers.instances": fc.integer({ min: 1, max: 10 }),
  "databases.content.connections": fc.integer({ min: 50, max: 100 }),
  "databases.views.connections": fc.constant(50),
  "databases.content.primary": fc.constant("db-2"),
  "databases.content.replicas": fc.constantFrom([], ["db-1"]),
  "machines.web-1.memory": fc.constant("64 GiB"),
  "machines.app-1.memory": fc.constant("64 GiB"),
  "machines.lb-1.memory": fc.constant("4 GiB"),
  "machines.db-1.memory": fc.constant("32 GiB"),
  "machines.db-2.memory": fc.constant("32 GiB"),
  "databases.content.memory": fc.constant("8 GiB"),
  "databases.views.memory": fc.constant("8 GiB"),
});

test("a plan is complete: everything that a service refers to exists and has a valid size", () => {
  fc.assert(
    fc.property(sound, (edit) => {
      const plan = planned(edited(edit));
      if (!("networks" in plan)) throw new Error(`refused: ${plan.join("\n")}`);
      const systems = systemsOf(plan);
      const files = new Set(
        systems.flatMap(({ configs, secrets }) => [...configs, ...secrets].map(({ name }) => name)),
      );
      const services = systems.flatMap((system) => system.services);
      const names = services.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const service of services) {
        expect(service.name.length).toBeLessThan(64);
        for (const { from } of [...(service.configs ?? []), ...(service.secrets ?? [])]) expect(files).toContain(from);
        for (const network of service.networks) expect(plan.networks.map(({ name }) => name)).toContain(network);
        for (const before of service.after ?? []) expect(names).toContain(before);
      }
      for (const { name, template } of systems.flatMap(({ secrets }) => secrets)) {
        for (const asked of placeholders(template))
          expect({ name, known: known(plan, asked) }).toEqual({ name, known: true });
      }
      for (const { content } of systems.flatMap(({ configs }) => configs)) {
        expect(Buffer.byteLength(content)).toBeLessThan(1_000_000);
        expect(content).not.toMatch(/\{\{|undefined|NaN/);
      }
    }),
    { numRuns: 60 },
  );
});

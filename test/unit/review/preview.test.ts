import type { Review } from "../../../review/diff/schema";
import { reviewStack, reviewWhole } from "../../../review/diff/stack";
import { comparePreview } from "../../../review/preview/compare";
import { previewFailure, readPreview } from "../../../review/preview/read";
import type { Preview } from "../../../review/preview/schema";
import { markdown } from "../../../review/render/markdown";
import { text } from "../../../review/render/text";
import type { StackSnapshot } from "../../../review/snapshot/schema";
import { snapshotOfDeclaration } from "../../../review/snapshot/stack";
import { edited } from "../../../testing/fixtures/declarationEdits";

function facts(edit: Readonly<Record<string, unknown>>): StackSnapshot {
  const made = snapshotOfDeclaration("dev", edited(edit), {
    publishedPort: 8080,
    policies: [],
    images: {},
    packages: {},
  });
  if ("problems" in made) throw new Error(made.problems.join("\n"));
  return made;
}

function reviewOf(edit: Readonly<Record<string, unknown>>): Review {
  const made = reviewStack(facts({}), facts(edit), "2026-11-25");
  const stacks = made === undefined ? [] : [made];
  return {
    format: 1,
    base: { name: "HEAD" },
    head: { name: "the working tree" },
    passed: true,
    stacks,
    untouched: [],
    problems: [],
    notes: [],
  };
}

type Step = NonNullable<Preview["steps"]>[number];

const urn = (type: string, name: string) =>
  `urn:pulumi:dev::apture::apture:cluster:Cluster$apture:swarm:System$${type}::${name}`;
const step = (op: string, name: string, ...paths: string[]): Step => ({
  op,
  urn: urn("docker:index/service:Service", name),
  ...(paths.length === 0 ? {} : { detailedDiff: Object.fromEntries(paths.map((path) => [path, { kind: "update" }])) }),
});
const previewOf = (...steps: Step[]): Preview => ({ steps, changeSummary: { same: 80 } });

const config = "taskSpec.containerSpec.configs[0].configId";
const weight = reviewOf({ "loadBalancer.weights.evented": 3 });

test("a preview that does what the review says agrees", () => {
  const file = {
    op: "replace",
    urn: urn("docker:index/serviceConfig:ServiceConfig", "router-haproxy.cfg"),
    replaceReasons: ["data"],
  };
  expect(
    comparePreview(weight, "dev", previewOf(file, step("update", "router", config), step("same", "edge"))),
  ).toEqual({
    stack: "dev",
    agrees: true,
    created: 0,
    updated: 1,
    replaced: 0,
    deleted: 0,
    contradictions: [],
  });
  const cache = reviewOf({ "cache.instances": 3 });
  const users = ["migrations", "workers", "evented", "apache"].map((name) =>
    step("update", name, "taskSpec.containerSpec.env.CACHE_SERVERS"),
  );
  expect(comparePreview(cache, "dev", previewOf(step("create", "cache-3"), ...users))).toMatchObject({
    agrees: true,
    created: 1,
    updated: 4,
  });
});

test("what is nothing before and after is no difference, whatever the provider calls it", () => {
  const scaled = reviewOf({ "web.evented.instances": 3 });
  const evented = step(
    "update",
    "evented",
    "mode.replicated.replicas",
    "taskSpec.containerSpec.sysctl",
    'taskSpec.logDriver.options["max-size"]',
  );
  const states = (size?: string) => ({
    oldState: {
      outputs: { mode: { replicated: { replicas: 2 } }, taskSpec: { containerSpec: { sysctl: {} }, logDriver: null } },
    },
    newState: {
      inputs: {
        mode: { replicated: { replicas: 3 } },
        taskSpec: { containerSpec: {}, logDriver: { options: size === undefined ? {} : { "max-size": size } } },
      },
    },
  });
  const router = step("update", "router", config);
  expect(comparePreview(scaled, "dev", previewOf({ ...evented, ...states() }, router))).toMatchObject({
    agrees: true,
    updated: 2,
  });
  expect(comparePreview(scaled, "dev", previewOf({ ...evented, ...states("10m") }, router)).contradictions).toEqual([
    'It would restart tasks of evented (mode.replicated.replicas and taskSpec.logDriver.options["max-size"]), and the review has none of them restart.',
  ]);
});

test("of a change of nothing, a preview of nothing agrees", () => {
  expect(comparePreview(reviewOf({}), "dev", previewOf())).toMatchObject({ agrees: true, updated: 0 });
  expect(comparePreview(reviewOf({}), "dev", {})).toMatchObject({ agrees: true });
});

test.each<[string, Review, Step[], string[]]>([
  [
    "a replacement of what rolls",
    weight,
    ["create-replacement", "replace", "delete-replaced"].map((op) =>
      step(op, "router", "__meta", "taskSpec.networksAdvanceds[0].id"),
    ),
    ["It would delete and make anew router (taskSpec.networksAdvanceds[0].id), which the review calls rolling."],
  ],
  [
    "a replacement without a detailed diff",
    weight,
    [{ ...step("replace", "router"), replaceReasons: ["name"], diffReasons: ["name", "labels"] }],
    ["It would delete and make anew router (name), which the review calls rolling."],
  ],
  [
    "a deletion of what rolls",
    weight,
    [step("delete", "router")],
    ["It would delete router, which the review calls rolling."],
  ],
  [
    "updates of services that the review does not mention",
    weight,
    [
      step("update", "router", config),
      step("update", "evented", "taskSpec.containerSpec.image"),
      step("update", "apache", "taskSpec.containerSpec.image"),
    ],
    ["It would update evented and apache (taskSpec.containerSpec.image), which the review does not mention."],
  ],
  [
    "a service that rolls, and stays as it is",
    weight,
    [],
    ["It would not touch router, which the review calls rolling."],
  ],
  [
    "tasks that restart where only their number changes",
    reviewOf({ "web.evented.instances": 3 }),
    [
      step("update", "router", config),
      step("update", "evented", "mode.replicated.replicas", "taskSpec.resources.limits.memoryBytes"),
    ],
    [
      "It would restart tasks of evented (mode.replicated.replicas and taskSpec.resources.limits.memoryBytes), and the review has none of them restart.",
    ],
  ],
  [
    "a new service that is there",
    reviewOf({ "cache.instances": 3 }),
    [
      step("update", "cache-3"),
      ...["migrations", "workers", "evented", "apache"].map((name) =>
        step("update", name, "taskSpec.containerSpec.env.CACHE_SERVERS"),
      ),
    ],
    ["It would update cache-3, which the review has as new."],
  ],
])("%s contradicts the review", (_, review, steps, contradictions) => {
  expect(comparePreview(review, "dev", previewOf(...steps))).toMatchObject({ agrees: false, contradictions });
});

test("where nothing runs, one sentence says so, unless the stack is new", () => {
  const steps = facts({}).services.map(({ name }) => step("create", name));
  const preview: Preview = { steps, changeSummary: { create: 90 } };
  expect(comparePreview(weight, "dev", preview).contradictions).toEqual([
    `Nothing of dev runs, so it would create all ${steps.length} services; bring the base up first.`,
  ]);
  expect(comparePreview({ stacks: [reviewWhole(facts({}), "new", "2026-11-25")] }, "dev", preview)).toMatchObject({
    agrees: true,
    created: steps.length,
  });
});

test("the report has a section of its own", () => {
  const agrees = { ...weight, preview: comparePreview(weight, "dev", previewOf(step("update", "router", config))) };
  expect(text(agrees)).toContain("\n\nWhat pulumi preview says\n  pulumi preview agrees: 1 updated.\n");
  expect(text({ ...agrees, preview: comparePreview(reviewOf({}), "dev", {}) })).toContain(
    "  pulumi preview agrees: no service changes.\n",
  );
  const contradicts = { ...weight, preview: comparePreview(weight, "dev", previewOf(step("delete", "router"))) };
  expect(markdown(contradicts)).toContain(
    "### What pulumi preview says\n- It would delete router, which the review calls rolling.\n" +
      "- It compares with what runs of dev, and the review with a revision: where up ran last from another one, name that one as the base.\n",
  );
  expect(markdown(weight)).not.toContain("pulumi preview");
});

test("a preview that failed tells its own problems, or else all that was said", () => {
  const printed = JSON.stringify({
    steps: [],
    diagnostics: [
      { severity: "warning", message: "old plugin" },
      { severity: "error", message: "no engine\nat all\n" },
    ],
  });
  const first = "pulumi preview of dev failed, so there is nothing to hold the review against:\n";
  expect(previewFailure("dev", printed, "exit code 255").message).toBe(`${first}  no engine\n  at all`);
  expect(previewFailure("dev", "", "error: no passphrase\n").message).toBe(`${first}  error: no passphrase`);
  expect(() => readPreview("dev", "Previewing update")).toThrow(`${first}  What it printed is no preview in JSON.`);
  expect(readPreview("dev", printed).steps).toEqual([]);
});

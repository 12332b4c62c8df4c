import type { Review } from "../../../review/diff/schema";
import { comparePreview } from "../../../review/preview/compare";
import { type Preview, previewFailure, readPreview } from "../../../review/preview/read";
import { markdown } from "../../../review/render/markdown";
import { text } from "../../../review/render/text";
import type { StackSnapshot } from "../../../review/snapshot/schema";
import { snapshotOfDeclaration } from "../../../review/snapshot/stack";
import { reviewAlone, reviewStack } from "../../../review/stackReview";
import { edited } from "../../../testing/fixtures/declarationEdits";

function snapshot(edit: Readonly<Record<string, unknown>>): StackSnapshot {
  const made = snapshotOfDeclaration("dev", edited(edit), {
    publishedPort: 8080,
    policies: [],
  });
  if ("problems" in made) throw new Error(made.problems.join("\n"));
  return made;
}

function reviewOf(edit: Readonly<Record<string, unknown>>): Review {
  const made = reviewStack(snapshot({}), snapshot(edit), "2026-11-25");
  const stacks = made === undefined ? [] : [made];
  return {
    format: 2,
    base: { name: "HEAD" },
    head: { name: "working tree" },
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

test("agrees with a preview that matches the review", () => {
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

test("ignores inputs that are empty before and after", () => {
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
    'Pulumi would restart tasks of evented (mode.replicated.replicas and taskSpec.logDriver.options["max-size"]); according to the review they do not restart.',
  ]);
});

test("agrees with an empty preview if nothing changes", () => {
  expect(comparePreview(reviewOf({}), "dev", previewOf())).toMatchObject({ agrees: true, updated: 0 });
  expect(comparePreview(reviewOf({}), "dev", {})).toMatchObject({ agrees: true });
});

test.each<[string, Review, Step[], string[]]>([
  [
    "a replacement instead of a rollout",
    weight,
    ["create-replacement", "replace", "delete-replaced"].map((op) =>
      step(op, "router", "__meta", "taskSpec.networksAdvanceds[0].id"),
    ),
    ["Pulumi would replace router (taskSpec.networksAdvanceds[0].id); the review classifies it as rolling."],
  ],
  [
    "a replacement without a detailed diff",
    weight,
    [{ ...step("replace", "router"), replaceReasons: ["name"], diffReasons: ["name", "labels"] }],
    ["Pulumi would replace router (name); the review classifies it as rolling."],
  ],
  [
    "a deletion instead of a rollout",
    weight,
    [step("delete", "router")],
    ["Pulumi would delete router; the review classifies it as rolling."],
  ],
  [
    "an update of services that the review does not mention",
    weight,
    [
      step("update", "router", config),
      step("update", "evented", "taskSpec.containerSpec.image"),
      step("update", "apache", "taskSpec.containerSpec.image"),
    ],
    ["Pulumi would update evented and apache (taskSpec.containerSpec.image); the review does not mention it."],
  ],
  [
    "no change instead of a rollout",
    weight,
    [],
    ["Pulumi would not change router; the review classifies it as rolling."],
  ],
  [
    "a restart of tasks instead of scaling",
    reviewOf({ "web.evented.instances": 3 }),
    [
      step("update", "router", config),
      step("update", "evented", "mode.replicated.replicas", "taskSpec.resources.limits.memoryBytes"),
    ],
    [
      "Pulumi would restart tasks of evented (mode.replicated.replicas and " +
        "taskSpec.resources.limits.memoryBytes); according to the review they do not restart.",
    ],
  ],
  [
    "an update instead of a new service",
    reviewOf({ "cache.instances": 3 }),
    [
      step("update", "cache-3"),
      ...["migrations", "workers", "evented", "apache"].map((name) =>
        step("update", name, "taskSpec.containerSpec.env.CACHE_SERVERS"),
      ),
    ],
    ["Pulumi would update cache-3; according to the review it is added."],
  ],
])("reports %s as a contradiction", (_, review, steps, contradictions) => {
  expect(comparePreview(review, "dev", previewOf(...steps))).toMatchObject({ agrees: false, contradictions });
});

test("reports a stack that does not run in one sentence, unless it is new", () => {
  const steps = snapshot({}).services.map(({ name }) => step("create", name));
  const preview: Preview = { steps, changeSummary: { create: 90 } };
  expect(comparePreview(weight, "dev", preview).contradictions).toEqual([
    `dev is not running, so Pulumi would create all ${steps.length} services; run up from the base first.`,
  ]);
  expect(comparePreview({ stacks: [reviewAlone(snapshot({}), "new", "2026-11-25")] }, "dev", preview)).toMatchObject({
    agrees: true,
    created: steps.length,
  });
});

test("has a section in the report", () => {
  const agrees = { ...weight, preview: comparePreview(weight, "dev", previewOf(step("update", "router", config))) };
  expect(text(agrees)).toContain("\n\nComparison with pulumi preview\n  pulumi preview agrees: 1 updated.\n");
  expect(text({ ...agrees, preview: comparePreview(reviewOf({}), "dev", {}) })).toContain(
    "  pulumi preview agrees: no service changes.\n",
  );
  const contradicts = { ...weight, preview: comparePreview(weight, "dev", previewOf(step("delete", "router"))) };
  expect(markdown(contradicts)).toContain(
    "### Comparison with pulumi preview\n- Pulumi would delete router; the review classifies it as rolling.\n" +
      "- pulumi preview compares with the running dev, the review with a revision. If up last ran from another " +
      "revision, use that one as the base.\n",
  );
  expect(markdown(weight)).not.toContain("pulumi preview");
});

test("reports the errors of a failed preview, or else all of its output", () => {
  const printed = JSON.stringify({
    steps: [],
    diagnostics: [
      { severity: "warning", message: "old plugin" },
      { severity: "error", message: "no engine\nat all\n" },
    ],
  });
  const first = "pulumi preview of dev failed, so the review cannot be compared with it:\n";
  expect(previewFailure("dev", printed, "exit code 255").message).toBe(`${first}  no engine\n  at all`);
  expect(previewFailure("dev", "", "error: no passphrase\n").message).toBe(`${first}  error: no passphrase`);
  expect(() => readPreview("dev", "Previewing update")).toThrow(`${first}  Its output is not a preview in JSON.`);
  expect(readPreview("dev", printed).steps).toEqual([]);
});

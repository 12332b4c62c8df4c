import { Problems } from "../../../components/declaration/problems";
import { enforce, type Verdict, warnings } from "../../../policies/enforce";
import type { Policy } from "../../../policies/policy";
import { edited } from "../../../testing/fixtures/declarationEdits";
import { subjectOf } from "./subject";

const rule = (name: string, level: Policy["level"], rest: Partial<Policy> = {}): Policy => ({
  name,
  level,
  check: () => [`${name} is 2; use 1.`],
  ...rest,
});
const must = rule("must", "mandatory");
const should = rule("should", "advisory");
const waiver = { reason: "The new rack comes in January.", until: "2027-01-31" };

function enforced(
  policies: readonly Policy[],
  waivers = {},
  environment = "development",
): Verdict & { problems: readonly string[] } {
  const problems = new Problems();
  const subject = subjectOf(edited({}));
  const declared = {
    ...subject.declared,
    waivers,
    environment: environment === "production" ? ("production" as const) : ("development" as const),
  };
  return { ...enforce(policies, { ...subject, declared }, "2026-11-25", problems), problems: problems.all };
}

test("a mandatory violation is a problem, an advisory one is shown", () => {
  expect(enforced([must, should])).toEqual({
    problems: ["must is 2; use 1. (policy must)"],
    advised: [{ policy: "should", violation: "should is 2; use 1." }],
    waived: [],
  });
});

test("a waiver is for either level", () => {
  expect(enforced([must, should], { must: waiver, should: waiver })).toEqual({
    problems: [],
    advised: [],
    waived: [
      { policy: "must", violation: "must is 2; use 1.", ...waiver },
      { policy: "should", violation: "should is 2; use 1.", ...waiver },
    ],
  });
});

test("after its last day a waiver is of no use, at either level", () => {
  const ended = { ...waiver, until: "2026-11-24" };
  expect(enforced([must, should], { must: ended, should: ended })).toEqual({
    problems: ["must is 2; use 1. (policy must; its waiver ended on 2026-11-24)"],
    advised: [{ policy: "should", violation: "should is 2; use 1.", waivedUntil: "2026-11-24" }],
    waived: [],
  });
});

test("every sentence of a policy counts by itself", () => {
  const both = rule("both", "advisory", { check: () => ["One.", "Two."] });
  expect(enforced([both]).advised).toEqual([
    { policy: "both", violation: "One." },
    { policy: "both", violation: "Two." },
  ]);
});

describe("a policy for production", () => {
  const production = rule("must", "mandatory", { only: "production" });

  test("holds there", () =>
    expect(enforced([production], {}, "production").problems).toEqual(["must is 2; use 1. (policy must)"]));
  test("asks nothing of development", () =>
    expect(enforced([production])).toEqual({ problems: [], advised: [], waived: [] }));
  test("may be waived in both, so that one waiver serves two stacks", () =>
    expect(enforced([production], { must: waiver }).problems).toEqual([]));
});

test("what a preview warns of", () => {
  expect(
    warnings({
      advised: [
        { policy: "should", violation: "cache.instances is 1; use 2." },
        { policy: "could", violation: "workers.instances is 1; use 2.", waivedUntil: "2026-11-24" },
      ],
      waived: [{ policy: "must", violation: "queue.brokers is 1; use 3.", ...waiver }],
    }),
  ).toEqual([
    "cache.instances is 1; use 2. (policy should, advisory)",
    "workers.instances is 1; use 2. (policy could, advisory; its waiver ended on 2026-11-24)",
    "queue.brokers is 1; use 3. (policy must, waived until 2027-01-31: The new rack comes in January.)",
  ]);
});

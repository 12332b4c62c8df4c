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
const waiver = { reason: "The new rack arrives in January.", until: "2027-01-31" };

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

test("a mandatory violation is a problem, an advisory one is a warning", () => {
  expect(enforced([must, should])).toEqual({
    problems: ["must is 2; use 1. (policy must)"],
    advised: [{ policy: "should", violation: "should is 2; use 1." }],
    waived: [],
    renamed: [],
  });
});

test("a waiver allows violations of either level", () => {
  expect(enforced([must, should], { must: waiver, should: waiver })).toEqual({
    problems: [],
    advised: [],
    waived: [
      { policy: "must", violation: "must is 2; use 1.", ...waiver },
      { policy: "should", violation: "should is 2; use 1.", ...waiver },
    ],
    renamed: [],
  });
});

test("a waiver has no effect after its last day, at either level", () => {
  const ended = { ...waiver, until: "2026-11-24" };
  expect(enforced([must, should], { must: ended, should: ended })).toEqual({
    problems: ["must is 2; use 1. (policy must; its waiver ended on 2026-11-24)"],
    advised: [{ policy: "should", violation: "should is 2; use 1.", waivedUntil: "2026-11-24" }],
    waived: [],
    renamed: [],
  });
});

test("each text of a policy is a violation of its own", () => {
  const both = rule("both", "advisory", { check: () => ["One.", "Two."] });
  expect(enforced([both]).advised).toEqual([
    { policy: "both", violation: "One." },
    { policy: "both", violation: "Two." },
  ]);
});

describe("a waiver under an earlier name of its policy", () => {
  const renamed = rule("must", "mandatory", { formerly: ["shall", "ought"] });

  test("works, and is reported", () =>
    expect(enforced([renamed], { ought: waiver })).toEqual({
      problems: [],
      advised: [],
      waived: [{ policy: "must", violation: "must is 2; use 1.", ...waiver }],
      renamed: [{ from: "ought", to: "must" }],
    }));

  test("is a problem next to one under the current name, which counts", () => {
    const ended = { ...waiver, until: "2026-11-24" };
    expect(enforced([renamed], { must: ended, shall: waiver }).problems).toEqual([
      "waivers.must and waivers.shall are for the same policy; remove waivers.shall.",
      "must is 2; use 1. (policy must; its waiver ended on 2026-11-24)",
    ]);
  });
});

describe("a policy for production", () => {
  const production = rule("must", "mandatory", { only: "production" });

  test("applies to production", () =>
    expect(enforced([production], {}, "production").problems).toEqual(["must is 2; use 1. (policy must)"]));
  test("does not apply to development", () =>
    expect(enforced([production])).toEqual({ problems: [], advised: [], waived: [], renamed: [] }));
  test("may have a waiver in either environment, so that stacks can share waivers", () =>
    expect(enforced([production], { must: waiver }).problems).toEqual([]));
});

test("a preview warns of advice, waivers and renamed policies", () => {
  expect(
    warnings({
      advised: [
        { policy: "should", violation: "cache.instances is 1; use 2." },
        { policy: "could", violation: "workers.instances is 1; use 2.", waivedUntil: "2026-11-24" },
      ],
      waived: [{ policy: "must", violation: "queue.brokers is 1; use 3.", ...waiver }],
      renamed: [{ from: "ought", to: "should" }],
    }),
  ).toEqual([
    "cache.instances is 1; use 2. (policy should, advisory)",
    "workers.instances is 1; use 2. (policy could, advisory; its waiver ended on 2026-11-24)",
    "queue.brokers is 1; use 3. (policy must, waived until 2027-01-31: The new rack arrives in January.)",
    "waivers.ought: the policy is now called should; rename the waiver.",
  ]);
});

import { policies } from "../../../policies/builtin";
import { warnings } from "../../../policies/enforce";
import { planDeclaration } from "../../../stacks/plan";
import { edited } from "../../../testing/fixtures/declarationEdits";
import { base, planned } from "./planned";

const waiver = { reason: "The new disk arrives in January.", until: "2027-01-31" };

test.each(["2026-11-23", "2027-01-31"])("a waiver allows a violation until its last day: %s", (today) => {
  expect(planned({ "workers.instances": 3, waivers: { "write-budget": waiver } }, today)).toEqual({
    problems: [],
    waived: [
      {
        policy: "write-budget",
        violation: expect.stringMatching(/^databases\.content: workers may write 360 rows/),
        ...waiver,
      },
    ],
  });
});

test("a waiver under an earlier name of its policy works, with a warning", () => {
  const declaration = edited({ ...base(), "queue.confirms": false, waivers: { confirms: waiver } });
  const plan = planDeclaration(declaration, { today: "2027-01-31" });
  expect(plan.waived).toMatchObject([{ policy: "publisher-confirms", ...waiver }]);
  expect(warnings(plan).at(-1)).toBe(
    "waivers.confirms: the policy is now called publisher-confirms; rename the waiver.",
  );
});

test("the earlier names of policies are unique", () => {
  const names = policies.flatMap(({ name, formerly = [] }) => [name, ...formerly]);
  expect(new Set(names).size).toBe(names.length);
});

test("a violation counts again after the last day of its waiver", () => {
  expect(planned({ "workers.instances": 3, waivers: { "write-budget": waiver } }, "2027-02-01").problems).toEqual([
    expect.stringMatching(/^databases\.content: .*\(policy write-budget; its waiver ended on 2027-01-31\)$/),
  ]);
});

test("a waiver allows violations of its own policy only", () => {
  expect(planned({ "workers.instances": 3, waivers: { "queue-drain": waiver } }).problems).toEqual([
    expect.stringMatching(/\(policy write-budget\)$/),
  ]);
});

test.each<[string, unknown, string]>([
  [
    "that names no policy",
    { "write-budgets": waiver },
    "waivers.write-budgets names no policy; did you mean write-budget?",
  ],
  [
    "without a reason",
    { "write-budget": { until: "2027-01-31" } },
    "waivers.write-budget.reason is missing; use a sentence that says why.",
  ],
  [
    "without an end",
    { "write-budget": { reason: "Because." } },
    'waivers.write-budget.until is missing; use a date such as "2027-01-31".',
  ],
  [
    "until a day that does not exist",
    { "write-budget": { reason: "Because.", until: "2027-02-31" } },
    'waivers.write-budget.until is "2027-02-31"; use a date such as "2027-01-31".',
  ],
])("rejects a waiver %s", (_what, waivers, problem) => {
  expect(planned({ waivers }).problems).toEqual([problem]);
});

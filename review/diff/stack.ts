import { effectsOf } from "../effects";
import { count } from "../phrasing/sentences";
import { questionsOf } from "../questions";
import { withoutPlace } from "../questions/unschedulable";
import type { StackSnapshot } from "../snapshot/schema";
import { diagramOf } from "./diagram";
import { fileChanges } from "./files";
import { headlineOf } from "./headline";
import { imageChanges } from "./images";
import { metricChanges } from "./metrics";
import { policyChanges } from "./policies";
import { prerequisites } from "./prerequisites";
import type { StackReview } from "./schema";
import { serviceChanges } from "./services";
import { settingChanges } from "./settings";
import { unschedulable } from "./unschedulable";

/** What a change does to a stack; nothing where it does not touch it. */
export function reviewStack(before: StackSnapshot, after: StackSnapshot, today: string): StackReview | undefined {
  const services = serviceChanges(before, after);
  const settings = settingChanges(before.declared, after.declared);
  const images = imageChanges(before, after);
  const policies = policyChanges(before.findings, after.findings, today);
  if (services.length + settings.length + images.length === 0 && policies.every(({ state }) => state === "kept"))
    return undefined;
  const effects = effectsOf({ before, after, services });
  const diagram = diagramOf(before.figures, after.figures);
  return {
    stack: after.stack,
    state: "changed",
    headline: headlineOf({ before: before.figures, after: after.figures, settings, effects, images, policies }),
    class: effects[0]?.class ?? "live",
    seconds: Math.max(0, ...effects.map((effect) => effect.seconds ?? 0)),
    before: prerequisites(before.figures, after.figures),
    questions: [...withoutPlace(unschedulable(before, after, services)), ...questionsOf(before.figures, after.figures)],
    effects,
    services: services.map(({ name, fate, causes }) => ({ name, fate, causes: [...causes] })),
    figures: metricChanges(before.figures, after.figures),
    ...(diagram === undefined ? {} : { diagram }),
    policies,
    images,
    settings,
    files: fileChanges(before.files, after.files),
  };
}

/** A stack that only one of the revisions declares. */
export function reviewWhole(facts: StackSnapshot, state: "new" | "removed", today: string): StackReview {
  const { machines, tiers, databases } = facts.figures;
  const what = `${count(machines.length, "machine")}, ${count(tiers.length, "web tier")}, ${count(databases.length, "database")}`;
  return {
    stack: facts.stack,
    state,
    headline:
      state === "new"
        ? `A new stack: ${what}. Nothing runs until npm run up -- -s ${facts.stack}.`
        : `No longer declared: ${what}. What runs of it goes on; take it down from the old revision (npm run down -- -s ${facts.stack}). Its ` +
          `data volumes stay.`,
    class: "live",
    seconds: 0,
    before: [],
    questions: [],
    effects: [],
    services: facts.services.map(({ name }) => ({ name, fate: state === "new" ? "added" : "removed", causes: [] })),
    figures: [],
    policies: state === "new" ? policyChanges([], facts.findings, today) : policyChanges(facts.findings, [], today),
    images: [],
    settings: [],
    files: [],
  };
}

import { fileChanges, imageChanges } from "./diff/artifacts";
import { settingChanges } from "./diff/compare";
import { diagramOf } from "./diff/diagram";
import { metricChanges } from "./diff/metrics";
import { newlyWaived, policyChanges, policyScope } from "./diff/policies";
import type { StackReview } from "./diff/schema";
import { type ServiceChange, serviceChanges } from "./diff/services";
import { unschedulable } from "./diff/unschedulable";
import { effectsOf } from "./effects";
import { headlineOf } from "./headline";
import { count } from "./phrasing/phrases";
import { questionsOf } from "./questions";
import { askAboutUnschedulable } from "./questions/capacity";
import type { Metrics } from "./snapshot/metrics/schema";
import type { StackSnapshot } from "./snapshot/schema";

/** What a change does to a stack; `undefined` if it does not affect the stack. */
export function reviewStack(before: StackSnapshot, after: StackSnapshot, today: string): StackReview | undefined {
  const services = serviceChanges(before, after);
  const settings = settingChanges(before.declared, after.declared);
  const images = imageChanges(before, after);
  const waived = newlyWaived(before.findings, after.findings, today);
  const scope = policyScope(before, after);
  const policies = policyChanges(before.findings, after.findings, today, scope.policiesRemoved);
  const differences = [services, settings, images, scope.policiesAdded, scope.policiesRemoved];
  if (differences.every(({ length }) => length === 0) && policies.every(({ state }) => state === "unchanged"))
    return undefined;
  const effects = effectsOf({ before, after, services });
  const diagram = diagramOf(before.metrics, after.metrics);
  const metrics = { before: before.metrics, after: after.metrics };
  return {
    stack: after.stack,
    state: "changed",
    headline: headlineOf({ ...metrics, settings, services, effects, images, policies, waived, ...scope }),
    class: effects[0]?.class ?? "live",
    seconds: Math.max(0, ...effects.map((effect) => effect.seconds ?? 0)),
    prerequisites: prerequisites(before.metrics, after.metrics),
    questions: [
      ...askAboutUnschedulable(unschedulable(before, after, services)),
      ...questionsOf(before.metrics, after.metrics, restartingCaches(services)),
    ],
    effects,
    services: services.map(({ name, operation, causes }) => ({ name, operation, causes: [...causes] })),
    metrics: metricChanges(before.metrics, after.metrics, restartingCaches(services)),
    ...(diagram === undefined ? {} : { diagram }),
    policies,
    ...scope,
    images,
    settings,
    files: fileChanges(before.files, after.files),
  };
}

/** Cache servers that restart, and are empty afterwards. */
const restartingCaches = (services: readonly ServiceChange[]): string[] =>
  services.flatMap(({ name, operation, after }) =>
    after?.image === "memcached" && (operation === "restarted" || operation === "replaced") ? [name] : [],
  );

/** `up` does not begin before new machines have joined. */
function prerequisites(before: Metrics, after: Metrics): string[] {
  const added = after.machines
    .map(({ name }) => name)
    .filter((name) => !before.machines.some((one) => one.name === name));
  if (added.length === 0) return [];
  const labels = added.map((name) => `\`docker node update --label-add apture.machine.${name}=true <node>\``);
  return [
    `Join ${added.join(", ")} to the swarm and label ${added.length === 1 ? "it" : "each"}: ${labels.join(", ")}.`,
  ];
}

/** A stack that cannot be compared: only one revision declares it, or it does not plan at the base. */
export function reviewAlone(
  snapshot: StackSnapshot,
  state: Exclude<StackReview["state"], "changed">,
  today: string,
): StackReview {
  const { stack, metrics, findings, services } = snapshot;
  const content = [
    count(metrics.machines.length, "machine"),
    count(metrics.tiers.length, "web tier"),
    count(metrics.databases.length, "database"),
  ].join(", ");
  const headlines = {
    new: `New stack: ${content}. It runs nothing until npm run up -- -s ${stack}.`,
    repaired: `It plans again: ${content}. The base does not plan, so the review cannot say what changes.`,
    removed:
      `No longer declared: ${content}. Running services continue; remove them from the old revision (npm run down ` +
      `-- -s ${stack}). Data volumes stay.`,
  };
  const operation = state === "removed" ? "removed" : "added";
  return {
    stack,
    state,
    headline: headlines[state],
    class: "live",
    seconds: 0,
    prerequisites: [],
    questions: [],
    effects: [],
    services: state === "repaired" ? [] : services.map(({ name }) => ({ name, operation, causes: [] })),
    metrics: [],
    policies: state === "removed" ? policyChanges(findings, [], today) : policyChanges([], findings, today),
    // The findings already say which policies apply.
    policiesAdded: [],
    policiesRemoved: [],
    images: [],
    settings: [],
    files: [],
  };
}

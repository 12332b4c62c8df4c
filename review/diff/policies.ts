import type { Finding, StackSnapshot } from "../snapshot/schema";
import type { PolicyChange } from "./schema";

/**
 * Violations that are new, unchanged or resolved. An unchanged violation may state other values: it is of the same
 * policy and about the same setting.
 * @param today compared with the end of waivers: `2026-11-23`
 * @param removed policies that no longer check the stack
 */
export function policyChanges(
  before: readonly Finding[],
  after: readonly Finding[],
  today: string,
  removed: readonly string[] = [],
): PolicyChange[] {
  const key = ({ policy, violation }: Finding) => `${policy} ${violation.split(/[ :]/)[0]}`;
  const [old, now] = [before, after].map((findings) => new Set(findings.map(key)));
  return [
    ...after.map((finding) => change(finding, old?.has(key(finding)) ? "unchanged" : "new", today)),
    // A policy that no longer checks the stack resolves nothing.
    ...before
      .filter((finding) => !now?.has(key(finding)) && !removed.includes(finding.policy))
      .map((finding) => change(finding, "resolved", today)),
  ];
}

/** Violations of the new revision that a waiver allows, and that the old one did not have to this extent. */
export const newlyWaived = (before: readonly Finding[], after: readonly Finding[], today: string): Finding[] =>
  after.filter(
    ({ policy, violation, waiver }) =>
      waiver !== undefined &&
      waiver.until >= today &&
      !before.some((one) => one.policy === policy && one.violation === violation && one.waiver !== undefined),
  );

/** Policies that check a stack at one revision only. */
export function policyScope(before: StackSnapshot, after: StackSnapshot) {
  return {
    policiesAdded: after.policies.filter((name) => !before.policies.includes(name)),
    policiesRemoved: before.policies.filter((name) => !after.policies.includes(name)),
  };
}

function change(
  { policy, level, violation, waiver }: Finding,
  state: PolicyChange["state"],
  today: string,
): PolicyChange {
  return {
    policy,
    level,
    violation,
    state,
    ...(waiver === undefined ? {} : { waiver: { ...waiver, ended: waiver.until < today } }),
  };
}

/** Whether a violation stops `up`: the policy is mandatory, and there is no waiver, or it has ended. */
export const stopsUp = ({ level, state, waiver }: PolicyChange): boolean =>
  level === "mandatory" && state !== "resolved" && !isWaived({ waiver });

export const isWaived = ({ waiver }: Pick<PolicyChange, "waiver">): boolean => waiver !== undefined && !waiver.ended;

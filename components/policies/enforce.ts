import type { Problems } from "../plan/problems";
import { suggestion } from "../plan/schema";
import type { Policy, Subject } from "./policy";
import type { Waived } from "./waivers";

/** A violation of an advisory policy. */
export interface Advised {
  readonly policy: string;
  readonly violation: string;
  /** The last day of its waiver, where that has ended. */
  readonly waivedUntil?: string;
}

/** What is to be shown, and stops nothing. */
export interface Verdict {
  readonly waived: readonly Waived[];
  readonly advised: readonly Advised[];
}

/**
 * Holds a cluster against the policies of its environment. A violation without a waiver is a problem where the policy is mandatory, and so
 * is a waiver that names no policy.
 * @param today `2026-11-23`; UTC.
 */
export function enforce(policies: readonly Policy[], subject: Subject, today: string, problems: Problems): Verdict {
  const { waivers, environment } = subject.declared;
  const names = policies.map(({ name }) => name);
  for (const name of Object.keys(waivers)) {
    problems.when(!names.includes(name), `waivers.${name} names no policy; ${suggestion(name, names)}`);
  }
  const waived: Waived[] = [];
  const advised: Advised[] = [];
  for (const { name: policy, level, only = environment, check } of policies) {
    if (only !== environment) continue;
    const waiver = Object.hasOwn(waivers, policy) ? waivers[policy] : undefined;
    const ended = waiver !== undefined && waiver.until < today ? waiver.until : undefined;
    for (const violation of check(subject)) {
      if (waiver !== undefined && ended === undefined) waived.push({ policy, violation, ...waiver });
      else if (level === "mandatory") problems.add(`${violation} (policy ${policy}${ending(ended)})`);
      else advised.push({ policy, violation, ...(ended === undefined ? {} : { waivedUntil: ended }) });
    }
  }
  return { waived, advised };
}

/** What `npm run preview` and `up` warn of, a line each. */
export function warnings({ waived, advised }: Verdict): string[] {
  return [
    ...advised.map(({ policy, violation, waivedUntil }) => `${violation} (policy ${policy}, advisory${ending(waivedUntil)})`),
    ...waived.map(({ policy, violation, reason, until }) => `${violation} (policy ${policy}, waived until ${until}: ${reason})`),
  ];
}

const ending = (day: string | undefined) => (day === undefined ? "" : `; its waiver ended on ${day}`);

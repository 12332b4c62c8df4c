import type { Waived, Waivers } from "../components/cluster/waivers";
import type { Problems } from "../components/declaration/problems";
import { suggestion } from "../components/declaration/schema";
import type { Level, Policy, Subject } from "./policy";

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

/** A violation, with the waiver that its stack has for it. */
export interface Violation {
  readonly policy: string;
  readonly level: Level;
  readonly violation: string;
  readonly waiver: Waivers[string] | undefined;
}

/**
 * Holds a cluster against the policies of its environment. A violation without a waiver is a problem where the policy is mandatory, and so
 * is a waiver that names no policy.
 * @param today `2026-11-23`; UTC.
 */
export function enforce(policies: readonly Policy[], subject: Subject, today: string, problems: Problems): Verdict {
  const waived: Waived[] = [];
  const advised: Advised[] = [];
  for (const { policy, level, violation, waiver } of violationsOf(policies, subject, problems)) {
    const ended = waiver !== undefined && waiver.until < today ? waiver.until : undefined;
    if (waiver !== undefined && ended === undefined) waived.push({ policy, violation, ...waiver });
    else if (level === "mandatory") problems.add(`${violation} (policy ${policy}${ending(ended)})`);
    else advised.push({ policy, violation, ...(ended === undefined ? {} : { waivedUntil: ended }) });
  }
  return { waived, advised };
}

/** Every violation of the policies of a cluster's environment, waived or not. A waiver that names no policy is a problem. */
export function violationsOf(policies: readonly Policy[], subject: Subject, problems: Problems): Violation[] {
  const { waivers, environment } = subject.declared;
  const names = policies.map(({ name }) => name);
  for (const name of Object.keys(waivers)) {
    problems.when(!names.includes(name), `waivers.${name} names no policy; ${suggestion(name, names)}`);
  }
  return policies
    .filter(({ only = environment }) => only === environment)
    .flatMap(({ name: policy, level, check }) => {
      const waiver = Object.hasOwn(waivers, policy) ? waivers[policy] : undefined;
      return check(subject).map((violation) => ({ policy, level, violation, waiver }));
    });
}

/** What `npm run preview` and `up` warn of, a line each. */
export function warnings({ waived, advised }: Verdict): string[] {
  return [
    ...advised.map(
      ({ policy, violation, waivedUntil }) => `${violation} (policy ${policy}, advisory${ending(waivedUntil)})`,
    ),
    ...waived.map(
      ({ policy, violation, reason, until }) => `${violation} (policy ${policy}, waived until ${until}: ${reason})`,
    ),
  ];
}

const ending = (day: string | undefined) => (day === undefined ? "" : `; its waiver ended on ${day}`);

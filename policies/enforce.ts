import type { Waived, Waivers } from "../components/cluster/waivers";
import type { Problems } from "../components/declaration/problems";
import { suggestion } from "../components/declaration/read";
import type { Level, Policy, Subject } from "./policy";

/** One violation of a policy, with the stack's waiver for that policy. */
export interface Violation {
  readonly policy: string;
  readonly level: Level;
  readonly violation: string;
  readonly waiver: Waivers[string] | undefined;
}

/** A violation of an advisory policy. */
export interface Advised {
  readonly policy: string;
  readonly violation: string;
  /** The last day of its waiver, if that day is over. */
  readonly waivedUntil?: string;
}

/** A waiver under an earlier name of its policy. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

/** The result of enforcement that stops nothing, for `warnings`. */
export interface Verdict {
  readonly waived: readonly Waived[];
  readonly advised: readonly Advised[];
  readonly renamed: readonly Renamed[];
}

/**
 * Applies the policies of a cluster's environment. Adds a problem for each violation of a mandatory policy that no
 * waiver in force allows, and for each waiver that matches no policy.
 * @param today in UTC: `2026-11-23`
 */
export function enforce(policies: readonly Policy[], subject: Subject, today: string, problems: Problems): Verdict {
  const waived: Waived[] = [];
  const advised: Advised[] = [];
  for (const { policy, level, violation, waiver } of violationsOf(policies, subject, problems)) {
    const ended = waiver !== undefined && waiver.until < today ? waiver.until : undefined;
    if (waiver !== undefined && ended === undefined) waived.push({ policy, violation, ...waiver });
    else if (level === "mandatory") problems.add(`${violation} (policy ${policy}${waiverEnded(ended)})`);
    else advised.push({ policy, violation, ...(ended === undefined ? {} : { waivedUntil: ended }) });
  }
  return { waived, advised, renamed: renamedIn(subject.declared.waivers, policies) };
}

/** Finds every violation, waived or not. Adds a problem for each waiver that matches no policy. */
export function violationsOf(policies: readonly Policy[], subject: Subject, problems: Problems): Violation[] {
  const { waivers } = subject.declared;
  checkWaivers(waivers, policies, problems);
  return applicable(policies, subject).flatMap((policy) => {
    const waiver = waiverOf(policy, waivers);
    return policy.check(subject).map((violation) => ({ policy: policy.name, level: policy.level, violation, waiver }));
  });
}

/** The policies that check a cluster: those of its environment, for which it declares what they need. */
export function applicable(policies: readonly Policy[], subject: Subject): Policy[] {
  const { environment } = subject.declared;
  return policies.filter(
    ({ only = environment, appliesTo = () => true }) => only === environment && appliesTo(subject),
  );
}

/** The warnings of `npm run preview` and `npm run up`, one line each. */
export function warnings({ waived, advised, renamed }: Verdict): string[] {
  return [
    ...advised.map(
      ({ policy, violation, waivedUntil }) => `${violation} (policy ${policy}, advisory${waiverEnded(waivedUntil)})`,
    ),
    ...waived.map(
      ({ policy, violation, reason, until }) => `${violation} (policy ${policy}, waived until ${until}: ${reason})`,
    ),
    ...renamed.map(({ from, to }) => `waivers.${from}: the policy is now called ${to}; rename the waiver.`),
  ];
}

const waiverEnded = (day: string | undefined) => (day === undefined ? "" : `; its waiver ended on ${day}`);

/** The waiver under the policy's name, or under an earlier one. */
function waiverOf({ name, formerly = [] }: Policy, waivers: Waivers): Waivers[string] | undefined {
  const key = [name, ...formerly].find((one) => Object.hasOwn(waivers, one));
  return key === undefined ? undefined : waivers[key];
}

function renamedIn(waivers: Waivers, policies: readonly Policy[]): Renamed[] {
  return policies.flatMap(({ name, formerly = [] }) =>
    formerly.filter((old) => Object.hasOwn(waivers, old)).map((from) => ({ from, to: name })),
  );
}

function checkWaivers(waivers: Waivers, policies: readonly Policy[], problems: Problems): void {
  const names = policies.map(({ name }) => name);
  const known = policies.flatMap(({ name, formerly = [] }) => [name, ...formerly]);
  for (const name of Object.keys(waivers)) {
    problems.when(!known.includes(name), `waivers.${name} names no policy; ${suggestion(name, names)}`);
  }
  for (const { name, formerly = [] } of policies) {
    const [first, ...others] = [name, ...formerly].filter((one) => Object.hasOwn(waivers, one));
    for (const other of others)
      problems.add(`waivers.${first} and waivers.${other} are for the same policy; remove waivers.${other}.`);
  }
}

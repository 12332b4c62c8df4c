import type * as z from "zod";
import { date, line, listed, named, section } from "../plan/schema";
import type { Problems } from "../plan/problems";
import type { Policy, Subject } from "./policy";

/** A policy that a stack may violate for a while, by name: `{ "write-budget": { reason: "...", until: "2027-01-31" } }`. */
export const waiversSchema = named(
  section({
    /** Why: for reviewers. */
    reason: line("a sentence that says why"),
    /** The last day. From the next one on, the violation is a problem again. */
    until: date(),
  }),
  "policies",
);

export type Waivers = z.output<typeof waiversSchema>;

/** A violation that a waiver allows. */
export interface Waived {
  readonly policy: string;
  readonly violation: string;
  readonly reason: string;
  readonly until: string;
}

/**
 * Holds a cluster against policies. A violation without a waiver is a problem, and so is a waiver that has ended or names no policy.
 * @param today `2026-11-23`; UTC.
 * @returns what is waived, to be shown.
 */
export function enforce(policies: readonly Policy[], subject: Subject, today: string, problems: Problems): readonly Waived[] {
  const { waivers } = subject.declared;
  const names = policies.map(({ name }) => name);
  for (const name of Object.keys(waivers)) {
    problems.when(!names.includes(name), `waivers.${name} names no policy; use ${listed(names, false)}.`);
  }
  return policies.flatMap(({ name, check }) => {
    const waiver = Object.hasOwn(waivers, name) ? waivers[name] : undefined;
    return check(subject).flatMap((violation): Waived[] => {
      if (waiver === undefined) problems.add(`${violation} (policy ${name})`);
      else if (waiver.until < today) problems.add(`${violation} (policy ${name}; its waiver ended on ${waiver.until})`);
      else return [{ policy: name, violation, ...waiver }];
      return [];
    });
  });
}

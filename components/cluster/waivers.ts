import type * as z from "zod";
import { date, named, nameOf, reason, section } from "../declaration/schema";

/** Names of policies are longer than names of services. */
const longestName = 40;

/** The name of a policy. */
export const policyName = () => nameOf(longestName);

/**
 * Policies that a stack may violate until a date, by name: `{ "write-budget": { reason: "...", until: "2027-01-31" }
 * }`.
 */
export const waiversSchema = named(
  section({
    /** Why the stack violates the policy. Every preview and review shows it. */
    reason: reason(),
    /** The last day. From the next day on, the violation counts again. */
    until: date(),
  }),
  "policies",
  longestName,
);

export type Waivers = z.output<typeof waiversSchema>;

/** A violation that a waiver allows. */
export interface Waived {
  readonly policy: string;
  readonly violation: string;
  readonly reason: string;
  readonly until: string;
}

import type * as z from "zod";
import { date, line, named, section } from "../declaration/schema";

/** A policy that a stack may violate for a while, by name: `{ "write-budget": { reason: "...", until: "2027-01-31" } }`. */
export const waiversSchema = named(
  section({
    /** Why: for reviewers. */
    reason: line("a sentence that says why"),
    /** The last day. From the next one on, the violation counts again. */
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

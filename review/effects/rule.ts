import type { Effect } from "../diff/schema";
import type { ServiceChange } from "../diff/services";
import type { StackSnapshot } from "../snapshot/schema";

/** The input of a rule: a stack before and after, and the services that differ. */
export interface Change {
  readonly before: StackSnapshot;
  readonly after: StackSnapshot;
  readonly services: readonly ServiceChange[];
}

/** Finds the effects of one kind. */
export type Rule = (change: Change) => Effect[];

/** The changed services that run an image, or ran it if they are removed. */
export const withImage = ({ services }: Change, image: string): ServiceChange[] =>
  services.filter(({ before, after }) => (after ?? before)?.image === image);

/** Whether the tasks of a service restart, in place or by replacement. */
export const isRestart = ({ operation }: ServiceChange): boolean =>
  operation === "restarted" || operation === "replaced";

import type { Effect } from "../diff/schema";
import type { ServiceChange } from "../diff/services";
import type { StackSnapshot } from "../snapshot/schema";

/** What a rule looks at: a stack before and after, and the services that differ. */
export interface Change {
  readonly before: StackSnapshot;
  readonly after: StackSnapshot;
  readonly services: readonly ServiceChange[];
}

/** One kind of thing that a change does, and how serious it is. Nothing where the change does not do it. */
export type Rule = (change: Change) => Effect[];

/** The changed services of an image; of one that is gone, its old image. */
export const ofImage = ({ services }: Change, image: string): ServiceChange[] =>
  services.filter(({ before, after }) => (after ?? before)?.image === image);

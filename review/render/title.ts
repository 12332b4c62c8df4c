import type { Review } from "../diff/schema";

/** Which revisions a report compares. */
export const title = ({ base, head }: Review): string => `Capacity review: ${nameOf(base)} → ${nameOf(head)}`;

/** The name that was given, and the commit behind it unless that is the name. */
function nameOf({ name, commit }: Review["base"]): string {
  return commit === undefined || commit.startsWith(name) ? name : `${name} (${commit.slice(0, 10)})`;
}

import type { Review } from "../change/schema";

/** Which revisions a report compares. */
export function title({ base, head }: Review): string {
  const name = (revision: Review["base"]) => (revision.commit === undefined || revision.commit.startsWith(revision.name) ? revision.name : `${revision.name} (${revision.commit.slice(0, 10)})`);
  return `Capacity review: ${name(base)} → ${name(head)}`;
}

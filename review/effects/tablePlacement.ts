import type { StackSnapshot } from "../snapshot/schema";
import type { Rule } from "./rule";

/** Tables that the application looks for in another database: nothing moves their rows there. */
export const parts: Rule = ({ before, after }) => {
  const [old, now] = [placesOf(before), placesOf(after)];
  return [...now].flatMap(([part, database]) => {
    const from = old.get(part);
    if (from === undefined || from === database) return [];
    return [
      {
        class: "data",
        brief: `the rows of ${part} stay behind in ${from}`,
        what:
          `The application looks for its ${part} in the database ${database}, no longer in ${from}. Nothing moves rows: what is in ${from} ` +
          `stays there, and ${database} begins with what it has.`,
        why: `application.placement.${part} goes from ${from} to ${database}.`,
        back: `Revert: it is at ${from} again, and what was written to ${database} meanwhile stays there.`,
        services: [],
      },
    ];
  });
};

/** The database of each part of the application. */
const placesOf = ({ figures: { databases } }: StackSnapshot): Map<string, string> =>
  new Map(databases.flatMap(({ name, parts: carried }) => carried.map((part) => [part, name] as const)));

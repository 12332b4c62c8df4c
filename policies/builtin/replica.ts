import type { Policy } from "../policy";

/**
 * A database of production must survive the loss of its primary's machine and disk. This is a policy and not a rule of
 * the declaration, since a database with one member works, and a move to other machines can pass through such a state.
 */
export const replica: Policy = {
  name: "replica",
  level: "mandatory",
  only: "production",
  check: ({ declared: { databases } }) =>
    Object.entries(databases).flatMap(([name, { primary, replicas }]) =>
      replicas.length > 0
        ? []
        : [
            `databases.${name}.replicas is empty; production needs 1. While ${primary} is down, ${name} is ` +
              "unavailable, " +
              "and the loss of its disk loses everything since the last backup. Name a machine in replicas.",
          ],
    ),
};

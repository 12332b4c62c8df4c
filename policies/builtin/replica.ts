import type { Policy } from "../policy";

/**
 * A database of production must outlive its primary's machine and disk. A policy and not a problem of the declaration: one member works, and
 * between the diffs that move a database to other machines there may be no second one for a while.
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
            `databases.${name}.replicas has 0 machines, and needs 1: while ${primary} is away, ${name} is too, and with its disk everything since the last backup is lost. ` +
              "Name a machine there.",
          ],
    ),
};

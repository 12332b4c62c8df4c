import type { Policy } from "../policy";

/**
 * A replica repeats a mistaken DELETE within milliseconds. Only a backup, on a machine without a member, survives both
 * mistake and loss.
 */
export const backups: Policy = {
  name: "backups",
  level: "mandatory",
  only: "production",
  check: ({ declared: { databases } }) =>
    Object.entries(databases).flatMap(([name, { primary, replicas, backups: declared }]) => {
      if (declared === undefined) {
        return [
          `databases.${name} has no backups: a mistaken DELETE reaches every replica. Declare ` +
            `databases.${name}.backups.`,
        ];
      }
      if (declared.s3 !== undefined || ![primary, ...replicas].includes(declared.machine)) return [];
      return [
        `databases.${name}.backups.machine is ${declared.machine}, which also has a member of ${name}: ` +
          "its loss would be the loss of both. Use a machine without a member, or s3.",
      ];
    }),
};

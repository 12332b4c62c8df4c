import type { Policy } from "../policy";

/** Replicas follow a `DELETE` within milliseconds, and a lost machine takes what is on it along: backups, and on a machine of their own. */
export const backups: Policy = {
  name: "backups",
  level: "mandatory",
  only: "production",
  check: ({ declared: { databases } }) =>
    Object.entries(databases).flatMap(([name, { primary, replicas, backups: declared }]) => {
      if (declared === undefined) {
        return [
          `databases.${name} has no backups: what is deleted by mistake is deleted on every replica. Declare databases.${name}.backups.`,
        ];
      }
      if (declared.s3 !== undefined || ![primary, ...replicas].includes(declared.machine)) return [];
      return [
        `databases.${name}.backups.machine is ${declared.machine}, which also has a member of ${name}: ` +
          "who loses it loses both. Use a machine without one, or s3.",
      ];
    }),
};

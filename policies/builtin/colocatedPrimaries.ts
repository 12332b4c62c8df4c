import type { Policy } from "../policy";

/** Databases are split so that each has a disk of its own and one failure stops one of them. */
export const colocatedPrimaries: Policy = {
  name: "colocated-primaries",
  formerly: ["primaries-together"],
  level: "advisory",
  only: "production",
  check: ({ declared: { databases } }) => {
    const all = Object.entries(databases);
    return [...new Set(all.map(([, { primary }]) => primary))].flatMap((machine) => {
      const led = all.flatMap(([name, { primary }]) => (primary === machine ? [`databases.${name}`] : []));
      if (led.length < 2) return [];
      return [
        `${led.join(" and ")} have the same primary, ${machine}: ${led.length} databases write to one disk, ` +
          "and its loss stops all of them. " +
          "Use another machine as the primary of one.",
      ];
    });
  },
};

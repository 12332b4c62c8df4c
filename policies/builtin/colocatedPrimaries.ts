import type { Policy } from "../policy";

/** Databases are kept apart to have a disk each, and to fail one at a time. */
export const colocatedPrimaries: Policy = {
  name: "primaries-together",
  level: "advisory",
  only: "production",
  check: ({ declared: { databases } }) => {
    const all = Object.entries(databases);
    return [...new Set(all.map(([, { primary }]) => primary))].flatMap((machine) => {
      const led = all.flatMap(([name, { primary }]) => (primary === machine ? [`databases.${name}`] : []));
      if (led.length < 2) return [];
      return [
        `${led.join(" and ")} have the same primary, ${machine}: ${led.length} databases write to 1 disk, and its loss stops all of them. ` +
          "Name another machine as primary of one.",
      ];
    });
  },
};

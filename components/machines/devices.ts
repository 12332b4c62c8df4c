import type { Problems } from "../declaration/problems";
import type { ServicePlan } from "../swarm/plan";

/** Refuses a block device that two volumes would be on: each is its whole file system. */
export function checkDevices(services: readonly ServicePlan[], problems: Problems): void {
  const volumes = services.flatMap(({ placement, volumes: all = [] }) =>
    all.flatMap(({ name, driverOptions }) =>
      "machine" in placement && driverOptions?.["device"] !== undefined
        ? [{ name, place: `machines.${placement.machine} has ${driverOptions["device"]}` }]
        : [],
    ),
  );
  for (const place of new Set(volumes.map((volume) => volume.place))) {
    const names = [...new Set(volumes.filter((volume) => volume.place === place).map(({ name }) => name))];
    problems.when(
      names.length > 1,
      `${place} for ${names.join(" and ")}, whose files would lie over each other; use a device for each, or leave device out.`,
    );
  }
}

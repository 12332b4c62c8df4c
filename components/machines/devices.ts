import type { Problems } from "../declaration/problems";
import type { ServicePlan, VolumeMount } from "../swarm/plan";
import type { Disk } from "./disks";

/** A volume on a declared disk: on its block device, or in the engine's own volume folder if no device is declared. */
export function volumeOn(
  { device, filesystem }: Pick<Disk, "device" | "filesystem">,
  name: string,
  path: string,
): VolumeMount {
  return { name, path, ...(device === undefined ? {} : { driverOptions: { type: filesystem, device, o: "noatime" } }) };
}

/** Rejects two volumes on one block device, because each volume uses the whole file system of its device. */
export function checkDevices(services: readonly ServicePlan[], problems: Problems): void {
  const volumes = services.flatMap(({ placement, volumes: all = [] }) =>
    all.flatMap(({ name, driverOptions }) =>
      "machine" in placement && driverOptions?.["device"] !== undefined
        ? [{ name, device: `${driverOptions["device"]} of machines.${placement.machine}` }]
        : [],
    ),
  );
  for (const device of new Set(volumes.map((volume) => volume.device))) {
    const names = [...new Set(volumes.filter((volume) => volume.device === device).map(({ name }) => name))];
    problems.when(
      names.length > 1,
      `${device} would hold the volumes ${names.join(" and ")} in one file system; use a device for each, or omit ` +
        "device.",
    );
  }
}

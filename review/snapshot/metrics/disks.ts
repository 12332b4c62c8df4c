import type { DatabaseSpec } from "../../../components/database/spec";
import { writeBudget } from "../../../components/database/writeBudget";
import { bytes } from "../../../components/declaration/units";
import type { Subject } from "../../../policies/policy";
import type { DiskMetrics } from "./schema";
import { walLimitsOf } from "./walLimits";

/** The disks that database members are on. */
export function disksOf({ declared, plan }: Subject): DiskMetrics[] {
  return Object.entries(declared.machines).flatMap(([machine, { disk, walDisk }]) => {
    const those = (is: (database: DatabaseSpec) => boolean) =>
      Object.entries(declared.databases).flatMap(([name, database]) => (is(database) ? [name] : []));
    const leads = those(({ primary }) => primary === machine);
    const follows = those(({ replicas }) => replicas.includes(machine));
    const logs = [...leads, ...follows].map((database) => walLimitsOf(`${database}-${machine}`, plan.databases));
    if (disk === undefined || logs.length === 0) return [];
    const { writeMBps, readMBps, writeIops, readIops } = disk;
    const { size } = walDisk ?? disk;
    return [
      {
        machine,
        writeMBps,
        readMBps,
        writeIops,
        readIops,
        ...(walDisk === undefined ? {} : { walMBps: walDisk.writeMBps }),
        budget: writeBudget(disk, walDisk),
        leads,
        follows,
        walLimit: Math.min(...logs.map(({ room }) => room)),
        walKept: Math.max(...logs.map(({ room, forReplicas }) => room + forReplicas)),
        ...(size === undefined ? {} : { walVolume: bytes(size) }),
      },
    ];
  });
}

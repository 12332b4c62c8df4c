import type { Database } from "../../../components/database/declaration";
import { writeBudget } from "../../../components/database/writeBudget";
import type { Subject } from "../../../components/policies/policy";
import { logOf } from "./log";
import type { DiskFigures } from "./schema";

/** The disks that database members are on. */
export function disksOf({ declared, plan }: Subject): DiskFigures[] {
  return Object.entries(declared.machines).flatMap(([machine, { disk }]) => {
    const those = (is: (database: Database) => boolean) => Object.entries(declared.databases).flatMap(([name, database]) => (is(database) ? [name] : []));
    const leads = those(({ primary }) => primary === machine);
    const follows = those(({ replicas }) => replicas.includes(machine));
    const members = [...leads, ...follows].map((database) => `${database}-${machine}`);
    if (disk === undefined || members.length === 0) return [];
    const { writeMBps, readMBps, writeIops, readIops } = disk;
    const walLimit = Math.min(...members.map((host) => logOf(host, plan.databases).room));
    return [{ machine, writeMBps, readMBps, writeIops, readIops, budget: writeBudget(disk), leads, follows, walLimit }];
  });
}

import { writeBudget } from "../../components/database/writeBudget";
import { formatNumber } from "../../lib/format";
import { describeWrites } from "../describeWrites";
import type { Policy } from "../policy";
import { editRows, jobRows, pagesDatabase } from "../writeLoad";

/** What the primary's disk takes, a replica's must take as well: it replays every write, and leads after a failover. */
export const failoverDisk: Policy = {
  name: "failover-disk",
  level: "advisory",
  only: "production",
  check: ({ declared }) => {
    const name = pagesDatabase(declared);
    const database = declared.databases[name];
    const jobs = jobRows(declared);
    if (database === undefined || jobs === undefined) return [];
    const rows = jobs + editRows(declared);
    return database.replicas.flatMap((machine) => {
      const { disk, walDisk } = declared.machines[machine] ?? {};
      if (disk === undefined || rows <= writeBudget(disk, walDisk)) return [];
      return [
        `databases.${name} writes up to ${formatNumber(rows)} rows/s (workers ${formatNumber(jobs)}, edits ${formatNumber(editRows(declared))}), but the disk of its replica ${machine} takes ` +
          `${formatNumber(writeBudget(disk, walDisk))} (${describeWrites(disk, walDisk)}): it would fall behind, and be too slow to lead. ` +
          "Use a machine with a faster disk.",
      ];
    });
  },
};

import { writeBudget } from "../../components/database/writeBudget";
import { formatNumber } from "../../lib/format";
import { describeWrites } from "../describeWrites";
import type { Policy } from "../policy";
import { editRows, jobRows, pagesDatabase } from "../writeLoad";

/**
 * A replica's disk must take the writes of its primary: it replays all of them, and becomes the primary after a
 * failover.
 */
export const failoverDisk: Policy = {
  name: "failover-disk",
  level: "advisory",
  only: "production",
  appliesTo: ({ declared }) => declared.workers.flow !== undefined,
  check: ({ declared }) => {
    const name = pagesDatabase(declared);
    const database = declared.databases[name];
    const jobs = jobRows(declared);
    if (database === undefined || jobs === undefined) return [];
    const edits = editRows(declared);
    const rows = jobs + edits;
    return database.replicas.flatMap((machine) => {
      const { disk, walDisk } = declared.machines[machine] ?? {};
      if (disk === undefined || rows <= writeBudget(disk, walDisk)) return [];
      return [
        `databases.${name} writes up to ${formatNumber(rows)} rows/s (workers ${formatNumber(jobs)}, edits ` +
          `${formatNumber(edits)}), ` +
          `but the disk of its replica ${machine} takes ${formatNumber(writeBudget(disk, walDisk))} ` +
          `(${describeWrites(disk, walDisk)}): ` +
          "the replica would fall behind, and be too slow as a primary. Use a machine with a faster disk.",
      ];
    });
  },
};

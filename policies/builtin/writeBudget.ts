import { writesPerEdit } from "../../components/application/plan";
import { writeBudget as budgetOf } from "../../components/database/writeBudget";
import { formatNumber } from "../../lib/format";
import { describeWrites } from "../describeWrites";
import type { Policy } from "../policy";
import { editRows, jobRows, pagesDatabase } from "../writeLoad";

/** What workers may write at most, and edits besides, must fit the disk of the database that they write to. */
export const writeBudget: Policy = {
  name: "write-budget",
  level: "mandatory",
  check: ({ declared }) => {
    const { workers, traffic, databases, machines } = declared;
    const database = pagesDatabase(declared);
    const primary = databases[database]?.primary ?? "";
    const { disk, walDisk } = machines[primary] ?? {};
    if (disk === undefined) return [];
    const budget = budgetOf(disk, walDisk);
    const takes = `the disk of ${primary} takes ${formatNumber(budget)} rows/s (${describeWrites(disk, walDisk)})`;

    const edits = editRows(declared);
    if (edits > budget) {
      return [
        `databases.${database}: edits alone write ${formatNumber(edits)} rows/s (traffic.edits ${formatNumber(traffic.edits)} x ${writesPerEdit}), and ${takes}; move ${database} to a faster disk.`,
      ];
    }
    const { instances, flow } = workers;
    const perJob = flow?.writesPerJob ?? 1;
    const most = Math.floor((10 * (budget - edits)) / (instances * perJob)) / 10;
    const remedy = `workers.flow.ceiling ${formatNumber(most)} or less, fewer workers, or a faster disk`;
    const jobs = jobRows(declared);
    if (flow === undefined || jobs === undefined) {
      return [
        `workers.flow is missing: workers write as fast as jobs come, and ${takes}, ${formatNumber(edits)} of them for edits; declare it with a ceiling.`,
      ];
    }
    if (jobs + edits <= budget) return [];
    return [
      `databases.${database}: workers may write ${formatNumber(jobs)} rows/s (workers.instances ${instances} x flow.ceiling ${formatNumber(flow.ceiling)} x writesPerJob ${perJob}) ` +
        `and edits ${formatNumber(edits)} (traffic.edits ${formatNumber(traffic.edits)} x ${writesPerEdit}), but ${takes}; use ${remedy}.`,
    ];
  },
};

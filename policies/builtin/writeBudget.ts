import { writesPerEdit } from "../../components/application/plan";
import { writeBudget as budgetOf } from "../../components/database/writeBudget";
import { rangeOf } from "../../components/declaration/form";
import { flowSchema } from "../../components/workerPool/spec";
import { formatNumber } from "../../lib/format";
import { describeWrites } from "../describeWrites";
import type { Policy } from "../policy";
import { editRows, jobRows, pagesDatabase } from "../writeLoad";

/** The writes of workers at their ceilings, plus those of edits, must fit the disk of the database. */
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
        `databases.${database}: edits alone write ${formatNumber(edits)} rows/s (traffic.edits ` +
          `${formatNumber(traffic.edits)} x ${writesPerEdit}), but ${takes}; move ${database} to a faster disk.`,
      ];
    }
    const { instances, flow } = workers;
    const perJob = flow?.writesPerJob ?? 1;
    const most = Math.floor((10 * (budget - edits)) / (instances * perJob)) / 10;
    const lowerCeiling =
      most < rangeOf(flowSchema.shape.ceiling).min ? "" : `workers.flow.ceiling ${formatNumber(most)} or less, `;
    const jobs = jobRows(declared);
    if (flow === undefined || jobs === undefined) {
      return [
        `workers.flow is missing: workers write as fast as jobs arrive, and ${takes}, of which edits need ` +
          `${formatNumber(edits)}; declare it with a ceiling.`,
      ];
    }
    if (jobs + edits <= budget) return [];
    return [
      `databases.${database}: workers may write ${formatNumber(jobs)} rows/s (workers.instances ${instances} x ` +
        `flow.ceiling ${formatNumber(flow.ceiling)} x writesPerJob ${perJob}) ` +
        `and edits ${formatNumber(edits)} (traffic.edits ${formatNumber(traffic.edits)} x ${writesPerEdit}), ` +
        `but ${takes}; use ${lowerCeiling}fewer workers, or a faster disk.`,
    ];
  },
};

import { defaultPlacement, writesPerEdit } from "../application/plan";
import type { Cluster } from "../cluster/declaration";

/** The database that edits and jobs write to. */
export const pagesDatabase = ({ application }: Pick<Cluster, "application">): string => application.placement?.["pages"] ?? defaultPlacement.pages;

/** Rows a second that edits write. */
export const editRows = ({ traffic }: Pick<Cluster, "traffic">): number => traffic.edits * writesPerEdit;

/** Rows a second that workers write at their ceilings; `undefined` where they have none. */
export function jobRows({ workers: { instances, flow } }: Pick<Cluster, "workers">): number | undefined {
  return flow === undefined ? undefined : instances * flow.ceiling * flow.writesPerJob;
}

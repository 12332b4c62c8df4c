import { defaultPlacement, writesPerEdit } from "../components/application/plan";
import type { ClusterSpec } from "../components/cluster/spec";

/** The database that edits and jobs write to. */
export const pagesDatabase = ({ application }: Pick<ClusterSpec, "application">): string =>
  application.placement?.["pages"] ?? defaultPlacement.pages;

/** Rows per second that edits write. */
export const editRows = ({ traffic }: Pick<ClusterSpec, "traffic">): number => traffic.edits * writesPerEdit;

/** Rows per second that workers write at their ceilings, or `undefined` without flow control. */
export function jobRows({ workers: { instances, flow } }: Pick<ClusterSpec, "workers">): number | undefined {
  return flow === undefined ? undefined : instances * flow.ceiling * flow.writesPerJob;
}

import { formatNumber } from "../../../lib/format";
import type { Metrics, TierMetrics } from "../../snapshot/metrics/schema";
import type { MetricChange } from "../schema";
import { type Figure, rows, rowsOfEach } from "./rows";

/** Tiers of both revisions, and all of them together. */
export function tierRows(before: Metrics, after: Metrics): MetricChange[] {
  const sum = (tiers: readonly TierMetrics[], of: (tier: TierMetrics) => number) =>
    tiers.reduce((total, tier) => total + of(tier), 0);
  const totals: readonly Figure<Metrics>[] = [
    [
      "requests at a time",
      "",
      ({ tiers }) => sum(tiers, ({ instances, concurrency }) => instances * concurrency),
      () => "what a slow database can hold up before the routers queue and refuse",
    ],
    ["memory", "bytes", ({ tiers }) => sum(tiers, ({ instances, memory }) => instances * memory)],
    [
      "CPU limit",
      "cores",
      ({ tiers }) =>
        tiers.every(({ cpus }) => cpus !== undefined)
          ? sum(tiers, ({ instances, cpus = 0 }) => instances * cpus)
          : undefined,
    ],
  ];
  const each: readonly Figure<TierMetrics>[] = [
    ["server", "", ({ server }) => server],
    ["instances", "", ({ instances }) => instances],
    ["share of the requests", "part", ({ share }) => share],
    [
      "share of one instance",
      "part",
      ({ share, instances }) => share / instances,
      (_, is) =>
        is &&
        `${formatNumber((is.share / is.instances) * after.traffic.pages)} of the declared ${formatNumber(after.traffic.pages)} pages/s`,
    ],
    [
      "places taken at the declared traffic",
      "part",
      ({ busy }) => busy,
      (was, is) =>
        is?.busy !== undefined && is.busy > 0.7 && is.busy > (was?.busy ?? 0)
          ? "requests queue when a machine is lost, or when they take longer"
          : undefined,
    ],
    ["requests at a time, one instance", "", ({ concurrency }) => concurrency],
    [
      "memory",
      "bytes",
      ({ instances, memory }) => instances * memory,
      (was, is) =>
        is && was?.memory !== is.memory && is.instances > 1
          ? `${is.instances} of ${is.memory / 2 ** 20} MiB`
          : undefined,
    ],
    ["CPU limit", "cores", ({ instances, cpus }) => cpus && instances * cpus],
  ];
  const several = new Set([...before.tiers, ...after.tiers].map(({ name }) => name)).size > 1;
  return [
    ...rowsOfEach("web tiers", ({ name }) => name, before.tiers, after.tiers, each),
    ...(several
      ? rows("web tiers", "all", before, after, totals)
      : rows("web tiers", "", before, after, totals.slice(0, 1))),
  ];
}

import { bytesText, percent } from "../../phrasing/phrases";
import type { MachineMetrics, Metrics, PoolMetrics } from "../../snapshot/metrics/schema";
import type { MetricChange } from "../schema";
import { type Metric, rowsOfEach } from "./rows";

/** Memory of each role, and of each machine. */
export function machineRows(before: Metrics, after: Metrics): MetricChange[] {
  return [
    ...rowsOfEach("machines", ({ role }) => `role ${role}`, before.pools, after.pools, pools),
    ...rowsOfEach("machines", ({ name }) => name, before.machines, after.machines, machines),
  ];
}

/** Less free memory than this part is tight. */
const tight = 0.1;

const freeInRollout = ({ capacity, used, surge }: PoolMetrics): number => capacity - used - surge;

const pools: readonly Metric<PoolMetrics>[] = [
  ["machines", "", ({ machines: number }) => number],
  [
    "memory used",
    "bytes",
    ({ used }) => used,
    (_, is) => is && `of ${bytesText(is.capacity)} not used by pinned services`,
  ],
  [
    "free memory while all services roll out",
    "bytes",
    freeInRollout,
    () => "one extra task of each service that starts first",
    (is) => freeInRollout(is) < tight * is.capacity,
  ],
  [
    "free memory without the largest machine",
    "bytes",
    ({ capacity, largest, used }) => Math.max(0, capacity - largest - used),
    (_, is) =>
      is && `the tasks need ${bytesText(is.used)}, the other machines have ${bytesText(is.capacity - is.largest)}`,
    ({ capacity, largest, used }) => capacity - largest - used < tight * (capacity - largest),
  ],
];

const machines: readonly Metric<MachineMetrics>[] = [
  ["CPU", "cores", ({ cores }) => cores],
  ["memory", "bytes", ({ memory }) => memory],
  [
    "committed memory",
    "bytes",
    ({ committed }) => committed,
    (_, is) => is && `${percent(is.committed / is.memory)} of ${bytesText(is.memory)}`,
  ],
  ["CPU limits of its tasks", "cores", ({ cpus }) => cpus || undefined, (_, is) => is && `of ${is.cores}`],
];

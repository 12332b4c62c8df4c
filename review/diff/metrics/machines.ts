import { bytesText, percent } from "../../phrasing/values";
import type { MachineMetrics, Metrics, PoolMetrics } from "../../snapshot/metrics/schema";
import type { MetricChange } from "../schema";
import { type Figure, rowsOfEach } from "./rows";

/** Machines, and what services share on all machines of a role. */
export function machineRows(before: Metrics, after: Metrics): MetricChange[] {
  return [
    ...rowsOfEach("machines", ({ role }) => `role ${role}`, before.pools, after.pools, pools),
    ...rowsOfEach("machines", ({ name }) => name, before.machines, after.machines, machines),
  ];
}

/** Part of the room below which little is left. */
const tight = 0.1;

const inRollout = ({ room, taken, surge }: PoolMetrics): number => room - taken - surge;

const pools: readonly Figure<PoolMetrics>[] = [
  ["machines", "", ({ machines: number }) => number],
  [
    "memory taken",
    "bytes",
    ({ taken }) => taken,
    (_, is) => is && `of ${bytesText(is.room)} that pinned services leave`,
  ],
  [
    "free while every service rolls",
    "bytes",
    inRollout,
    () => "one task more of each that starts first",
    (is) => inRollout(is) < tight * is.room,
  ],
  [
    "free with its largest machine lost",
    "bytes",
    ({ room, largest, taken }) => Math.max(0, room - largest - taken),
    (_, is) =>
      is &&
      `its tasks take ${bytesText(is.taken)}, and the machines that are left have ${bytesText(is.room - is.largest)}`,
    ({ room, largest, taken }) => room - largest - taken < tight * (room - largest),
  ],
];

const machines: readonly Figure<MachineMetrics>[] = [
  ["processor", "cores", ({ cores }) => cores],
  ["memory", "bytes", ({ memory }) => memory],
  [
    "memory committed",
    "bytes",
    ({ committed }) => committed,
    (_, is) => is && `${percent(is.committed / is.memory)} of ${bytesText(is.memory)}`,
  ],
  ["CPU limits", "cores", ({ cpus }) => cpus || undefined, (_, is) => is && `of ${is.cores}`],
];

import type { Disk, WalDisk } from "../components/machines/disks";

/** A figure as policies write it: grouped, with at most one place after the point. */
export function figure(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

/** What a machine's disks are declared to write: `writeIops 300, writeMBps 50`. */
export function writesText({ writeIops, writeMBps }: Disk, walDisk: WalDisk | undefined): string {
  const log = walDisk === undefined ? "" : `; walDisk.writeMBps ${figure(walDisk.writeMBps)}`;
  return `writeIops ${figure(writeIops)}, writeMBps ${figure(writeMBps)}${log}`;
}

/** A length of time as a reader says it: `28 min`, `2 h 13 min`. */
export function timeText(seconds: number): string {
  if (seconds < 120) return `${figure(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours >= 48) return `${figure(hours / 24)} d`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

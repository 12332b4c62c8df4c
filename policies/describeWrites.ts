import type { Disk, WalDisk } from "../components/machines/disks";
import { formatNumber } from "../lib/format";

/** The declared write rates of a machine's disks: `writeIops 300, writeMBps 50`. */
export function describeWrites({ writeIops, writeMBps }: Disk, walDisk: WalDisk | undefined): string {
  const log = walDisk === undefined ? "" : `; walDisk.writeMBps ${formatNumber(walDisk.writeMBps)}`;
  return `writeIops ${formatNumber(writeIops)}, writeMBps ${formatNumber(writeMBps)}${log}`;
}

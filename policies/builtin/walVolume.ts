import { walKeptForClones } from "../../components/database/patroni";
import type { Settings } from "../../components/database/settings";
import { walBounds } from "../../components/database/writeAheadLog";
import { bytes, formatSize } from "../../components/declaration/units";
import type { Policy } from "../policy";

/**
 * What a member may keep of its write-ahead log must fit its volume: a full one stops the database. What is derived from the disk always
 * fits; settings that are declared instead may not. A policy and not a problem, since it works until a replica is away for long: an
 * engineer may want that for a while.
 */
export const walVolume: Policy = {
  name: "wal-volume",
  level: "mandatory",
  check: ({ declared: { databases, machines } }) =>
    Object.entries(databases).flatMap(([name, { primary, replicas, settings }]) =>
      [primary, ...replicas].flatMap((machine) => {
        const { disk, walDisk } = machines[machine] ?? {};
        if (disk === undefined) return [];
        const bounds = walBounds(disk, walDisk);
        const most = megabytes(settings, "max_wal_size", bounds.most);
        const forReplicas = megabytes(settings, "max_slot_wal_keep_size", bounds.forReplicas);
        const field = `databases.${name}.settings`;
        if (forReplicas < 0) {
          return [
            `${field} lets a replica that is away keep ${name}-${machine}'s whole write-ahead log (max_slot_wal_keep_size -1), until the disk is full; declare a size, or remove it.`,
          ];
        }
        const room = (walDisk ?? disk).size;
        const kept = Math.max(forReplicas, walKeptForClones);
        if (room === undefined || (most + kept) * 2 ** 20 <= bytes(room)) return [];
        return [
          `${name}-${machine} may keep ${sizeText(most + kept)} of write-ahead log (max_wal_size ${sizeText(most)} + ${sizeText(kept)} for replicas), but machines.${machine}.${walDisk === undefined ? "disk" : "walDisk"}.size is "${room}"; ` +
            `lower max_wal_size or max_slot_wal_keep_size in ${field}, or use a larger volume.`,
        ];
      }),
    ),
};

const megabytesOf: Readonly<Record<string, number>> = {
  B: 1 / 2 ** 20,
  kB: 1 / 2 ** 10,
  MB: 1,
  GB: 2 ** 10,
  TB: 2 ** 20,
};

/** A declared setting in MiB, as PostgreSQL reads it (19.1.1): without a unit these two are in MB, of 2^20 bytes. What it would refuse counts as derived. */
function megabytes(settings: Settings, name: string, derived: number): number {
  const [, amount, unit = "MB"] =
    /^\s*(-?\d+(?:\.\d+)?)\s*(B|kB|MB|GB|TB)?\s*$/.exec(String(settings[name] ?? "")) ?? [];
  return amount === undefined ? derived : Number(amount) * (megabytesOf[unit] ?? 1);
}

const sizeText = (amount: number) => formatSize(amount * 2 ** 20);

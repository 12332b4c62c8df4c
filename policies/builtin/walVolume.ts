import { walKeptForClones } from "../../components/database/dynamicConfiguration";
import type { Settings } from "../../components/database/settings";
import { walBounds } from "../../components/database/writeAheadLog";
import { bytes, formatSize } from "../../components/declaration/units";
import type { Policy } from "../policy";

/**
 * The write-ahead log that a member may retain must fit its volume, since a full volume stops the database. Limits that
 * are derived from the disk always fit; declared settings may not. This is a policy and not a rule of the declaration,
 * since the database works until a replica is disconnected for long.
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
        const most = megabytes(settings, "max_wal_size", bounds.maxSize);
        const forReplicas = megabytes(settings, "max_slot_wal_keep_size", bounds.slotKeepSize);
        const field = `databases.${name}.settings`;
        if (forReplicas < 0) {
          return [
            `${field} lets a disconnected replica retain the whole write-ahead log of ${name}-${machine} ` +
              "(max_slot_wal_keep_size -1), until the disk is full; " +
              "declare a size, or remove the setting.",
          ];
        }
        const volume = (walDisk ?? disk).size;
        const retained = Math.max(forReplicas, walKeptForClones);
        if (volume === undefined || (most + retained) * 2 ** 20 <= bytes(volume)) return [];
        return [
          `${name}-${machine} may retain ${sizeText(most + retained)} of write-ahead log (max_wal_size ` +
            `${sizeText(most)} + ${sizeText(retained)} for replicas), but ` +
            `machines.${machine}.${walDisk === undefined ? "disk" : "walDisk"}.size is "${volume}"; ` +
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

/**
 * A declared setting in MiB, as PostgreSQL reads it (19.1.1): without a unit these two are in MB, of 2^20 bytes. An
 * invalid value counts as not declared.
 */
function megabytes(settings: Settings, name: string, derived: number): number {
  const [, amount, unit = "MB"] =
    /^\s*(-?\d+(?:\.\d+)?)\s*(B|kB|MB|GB|TB)?\s*$/.exec(String(settings[name] ?? "")) ?? [];
  return amount === undefined ? derived : Number(amount) * (megabytesOf[unit] ?? 1);
}

const sizeText = (amount: number) => formatSize(amount * 2 ** 20);

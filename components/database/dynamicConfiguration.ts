import type { DynamicConfiguration } from "../../contracts/desiredDatabase";
import { bytes, type Size, seconds } from "../declaration/units";
import type { Disk } from "../machines/disks";
import { maxConnections, type Settings, workMemory } from "./settings";
import type { DatabaseSpec } from "./spec";

/** `wal_keep_size`, MiB: the log that is retained for a replica without a replication slot. */
export const walKeptForClones = 256;

/**
 * The configuration of a whole database that Patroni stores in etcd at its first start.
 *
 * - Members notice a dead leader when its key expires (`ttl`). 20 s is the least that Patroni accepts, and it requires
 *   loop_wait + 2 * retry_timeout <= ttl (Patroni 4.0, "Dynamic configuration").
 * - Without etcd, a leader that reaches all members continues to lead (`failsafe_mode`), so a restart of etcd stops no
 *   writes.
 *
 * @param memory of the smallest member, because these settings are the same on all members
 */
export function firstConfiguration(memory: Size) {
  return {
    ttl: 20,
    loop_wait: 5,
    retry_timeout: 5,
    failsafe_mode: true,
    postgresql: {
      use_pg_rewind: true,
      use_slots: true,
      // A clone starts at once instead of at the next timed checkpoint (80 s later, measured).
      basebackup: { checkpoint: "fast" },
      parameters: {
        max_connections: maxConnections(memory),
        max_worker_processes: 8,
        max_wal_senders: 12,
        max_replication_slots: 12,
        wal_level: "replica",
        wal_log_hints: "on",
        wal_keep_size: `${walKeptForClones}MB`,
      } satisfies Settings,
    },
  };
}

/**
 * The first configuration, and the settings that may change while members run. The database reconciler writes it to
 * Patroni. A member's own file does not contain it, so a change of it restarts no member.
 */
export function dynamicConfiguration(
  declared: DatabaseSpec,
  memory: Size,
  disks: readonly Disk[],
): DynamicConfiguration {
  const first = firstConfiguration(memory);
  return {
    ...first,
    maximum_lag_on_failover: bytes(declared.maxLag),
    synchronous_mode: declared.synchronous,
    postgresql: {
      ...first.postgresql,
      basebackup: { ...first.postgresql.basebackup, "max-rate": `${declared.cloneMBps ?? cloneMBps(disks)}M` },
      parameters: {
        ...first.postgresql.parameters,
        work_mem: workMemory(memory, declared.connections),
        ...(declared.backups === undefined ? {} : { archive_timeout: seconds(declared.backups.archiveTimeout) }),
      } satisfies Settings,
    },
  };
}

/**
 * A quarter of the throughput of the slowest disk. pg_basebackup accepts up to 1 GB/s (PostgreSQL 17, `--max-rate`).
 */
function cloneMBps(disks: readonly Disk[]): number {
  return Math.max(
    1,
    Math.min(1_000, ...disks.map(({ readMBps, writeMBps }) => Math.floor(Math.min(readMBps, writeMBps) / 4))),
  );
}

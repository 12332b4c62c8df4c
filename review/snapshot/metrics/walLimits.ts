import type { DatabasePlan } from "../../../components/database/plan";

/** What a member may write to its log, and when a checkpoint comes by itself. */
export interface WalLimits {
  /** Bytes before a checkpoint is forced (`max_wal_size`). */
  readonly room: number;
  /** Bytes kept besides for a replica that is away (`max_slot_wal_keep_size`). */
  readonly forReplicas: number;
  /** Seconds between two timed checkpoints. */
  readonly every: number;
}

/** Read from the member's rendered settings: declared ones are in there in place of derived ones. */
export function walLimitsOf(host: string, databases: readonly DatabasePlan[]): WalLimits {
  const content =
    databases.flatMap(({ configs }) => configs).find(({ name }) => name === `${host}.yml`)?.content ?? "{}";
  const file: { postgresql?: { parameters?: Record<string, string | number> } } = JSON.parse(content);
  const { max_wal_size, max_slot_wal_keep_size, checkpoint_timeout } = file.postgresql?.parameters ?? {};
  return {
    room: amount(max_wal_size, memoryUnits),
    forReplicas: amount(max_slot_wal_keep_size, memoryUnits),
    every: amount(checkpoint_timeout, timeUnits),
  };
}

/** Units of PostgreSQL's settings (17, "19.1.1"), in bytes and in seconds. A number alone is in the setting's own unit, MB or s. */
const memoryUnits: Readonly<Record<string, number>> = {
  "": 2 ** 20,
  B: 1,
  kB: 2 ** 10,
  MB: 2 ** 20,
  GB: 2 ** 30,
  TB: 2 ** 40,
};
const timeUnits: Readonly<Record<string, number>> = { "": 1, ms: 0.001, s: 1, min: 60, h: 3_600, d: 86_400 };

function amount(setting: string | number | undefined, units: Readonly<Record<string, number>>): number {
  const [, value = "0", unit = ""] = /^\s*([\d.]+)\s*([A-Za-z]*)\s*$/.exec(String(setting ?? "")) ?? [];
  return Number(value) * (units[unit] ?? 1);
}

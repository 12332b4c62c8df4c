import { writeBudget } from "../../../components/database/writeBudget";
import type { Subject } from "../../../components/policies/policy";
import type { DiskFigures } from "./schema";

/** What a full-page image adds to the log for a row that is the only one of its page to change. */
const bytesOfLogPerRow = 8_192;

/** The disks that database members are on. */
export function disksOf({ declared, plan }: Subject): DiskFigures[] {
  return Object.entries(declared.machines).flatMap(([machine, { disk }]) => {
    const on = (is: (database: { primary: string; replicas: readonly string[] }) => boolean) =>
      Object.entries(declared.databases).flatMap(([name, database]) => (is(database) ? [name] : []));
    const leads = on(({ primary }) => primary === machine);
    const follows = on(({ replicas }) => replicas.includes(machine));
    const members = [...leads, ...follows].map((database) => `${database}-${machine}`);
    if (disk === undefined || members.length === 0) return [];
    const settings = members.map((host) => settingsOf(host, plan.databases.flatMap(({ configs }) => configs)));
    const { writeMBps, readMBps, writeIops, readIops } = disk;
    const budget = writeBudget(disk);
    return [
      {
        machine,
        writeMBps,
        readMBps,
        writeIops,
        readIops,
        budget,
        leads,
        follows,
        walLimit: Math.min(...settings.map(({ max_wal_size }) => amount(max_wal_size, memoryUnits))),
        walFilled: budget * bytesOfLogPerRow * Math.max(...settings.map(({ checkpoint_timeout }) => amount(checkpoint_timeout, timeUnits))),
      },
    ];
  });
}

/** A member's PostgreSQL settings as they are rendered, declared ones in place of derived ones. */
function settingsOf(host: string, configs: readonly { readonly name: string; readonly content: string }[]): Record<string, string | number> {
  const content = configs.find(({ name }) => name === `${host}.yml`)?.content ?? "{}";
  const file: { postgresql?: { parameters?: Record<string, string | number> } } = JSON.parse(content);
  return file.postgresql?.parameters ?? {};
}

/** Units of PostgreSQL's settings (17, "19.1.1"), in bytes and in seconds. A number alone is in the setting's own unit, MB or s. */
const memoryUnits: Readonly<Record<string, number>> = { "": 2 ** 20, B: 1, kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };
const timeUnits: Readonly<Record<string, number>> = { "": 1, ms: 0.001, s: 1, min: 60, h: 3_600, d: 86_400 };

function amount(setting: string | number | undefined, units: Readonly<Record<string, number>>): number {
  const [, value = "0", unit = ""] = /^\s*([\d.]+)\s*([A-Za-z]*)\s*$/.exec(String(setting ?? "")) ?? [];
  return Number(value) * (units[unit] ?? 1);
}

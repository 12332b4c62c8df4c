import type { Settings } from "../../components/database/settings";
import type { DatabaseSpec } from "../../components/database/spec";
import type { Policy } from "../policy";

/**
 * A failover of an asynchronous database loses the writes that its replicas have not received. Whether that is
 * acceptable is a lasting decision, so its reason is a setting (`asynchronousBecause`) and not a waiver, which ends.
 * PostgreSQL settings can undo the guarantee of `synchronous: true`, or of any commit, so they are checked as well.
 */
export const synchronous: Policy = {
  name: "synchronous",
  level: "mandatory",
  only: "production",
  check: ({ declared: { databases } }) =>
    Object.entries(databases).flatMap(([name, declared]) => [
      ...asynchronousWithoutReason(name, declared),
      ...acknowledgedTooEarly(name, declared),
      ...unsafeAfterCrash(name, declared),
    ]),
};

function asynchronousWithoutReason(name: string, declared: DatabaseSpec): string[] {
  return declared.synchronous || declared.asynchronousBecause !== undefined || declared.replicas.length === 0
    ? []
    : [
        `databases.${name}.synchronous is false, so a failover may lose acknowledged writes, up to maxLag ` +
          `("${declared.maxLag}"). ` +
          `Use true, or give the reason in databases.${name}.asynchronousBecause.`,
      ];
}

/** With `off` no disk has an acknowledged write, and with `local` only the primary's (19.5.1). */
function acknowledgedTooEarly(name: string, { synchronous: declared, settings }: DatabaseSpec): string[] {
  const value = textOf(settings, "synchronous_commit");
  if (!declared || !(isOff(value) || value === "local")) return [];
  return [
    `databases.${name}.settings.synchronous_commit is "${value}", but databases.${name}.synchronous is true: a ` +
      "write would be acknowledged " +
      "before a replica has it, and a failover could lose it. Remove the setting, or use synchronous false.",
  ];
}

/** Without these, a crash of the operating system can lose or corrupt any data, on the replicas too (19.5.1). */
function unsafeAfterCrash(name: string, { settings }: DatabaseSpec): string[] {
  return ["fsync", "full_page_writes"].flatMap((setting) => {
    const value = textOf(settings, setting);
    return isOff(value)
      ? [
          `databases.${name}.settings.${setting} is "${value}": a power failure can lose acknowledged writes ` +
            "and corrupt the database. " +
            "Remove the setting.",
        ]
      : [];
  });
}

const textOf = (settings: Settings, name: string) =>
  Object.hasOwn(settings, name) ? String(settings[name]).trim().toLowerCase() : "";

/** The spellings of `off`, which PostgreSQL also accepts abbreviated (19.1.1). */
const isOff = (value: string) =>
  value !== "" && value !== "o" && ["off", "false", "no", "0"].some((word) => word.startsWith(value));

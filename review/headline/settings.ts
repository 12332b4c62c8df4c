import { isDeepStrictEqual } from "node:util";
import type { SettingChange } from "../diff/schema";
import { count, listOf, settingText } from "../phrasing/phrases";
import { nouns } from "./nouns";

/** Phrases for settings that no capacity phrase covers. */
export const settingPhrases = (settings: readonly SettingChange[]): string[] => [
  ...new Set(settings.map((setting) => phraseOf(setting))),
];

/** What changes about one setting, as a clause. */
function phraseOf(setting: SettingChange): string {
  for (const [pattern, phrase] of Object.entries(phrases)) {
    const names = match(pattern, setting.path);
    if (names !== undefined) return phrase(setting, names);
  }
  return generic(nounOf(setting.path) ?? `the setting ${setting.path}`, setting);
}

/** The noun for a setting; `undefined` if the table has none. */
export function nounOf(path: string): string | undefined {
  for (const [pattern, noun] of Object.entries(nouns)) {
    const names = match(pattern, path);
    if (names !== undefined) return noun.replace(/\$(\d)/g, (_, index: string) => names[Number(index) - 1] ?? "");
  }
  return undefined;
}

/** Whether a phrase or a noun exists for a setting. */
export const isNamed = (path: string): boolean =>
  Object.keys(phrases).some((pattern) => match(pattern, path) !== undefined) || nounOf(path) !== undefined;

/** The names that `*` stands for in a pattern, or `undefined` if the path does not match. A final `**` is any rest. */
function match(pattern: string, path: string): string[] | undefined {
  const isSection = pattern.endsWith(".**");
  const [names, parts] = [(isSection ? pattern.slice(0, -3) : pattern).split("."), path.split(".")];
  if (isSection ? parts.length < names.length : parts.length !== names.length) return undefined;
  const matches = names.every((name, index) => name === "*" || name === parts[index]);
  return matches ? parts.filter((_, index) => names[index] === "*") : undefined;
}

function generic(noun: string, { before, after }: SettingChange): string {
  if ([before, after].some((value) => typeof value === "object" && value !== null)) {
    return `${noun} ${before === undefined ? "is added" : after === undefined ? "is removed" : "changes"}`;
  }
  if (typeof before === "boolean" && typeof after === "boolean") return `${noun} is turned ${after ? "on" : "off"}`;
  const text = (value: unknown) => (value === undefined ? "the default" : settingText(value));
  return `${noun} changes from ${text(before)} to ${text(after)}`;
}

type Phrase = (setting: SettingChange, names: readonly string[]) => string;

/** The items that a list gains and loses: `app-3 gains the role cache`. */
const gainsAndLoses =
  (subject: string, noun: string): Phrase =>
  ({ before, after }, [name = ""]) => {
    const [old, now] = [listIn(before), listIn(after)];
    const [added, removed] = [now.filter((item) => !old.includes(item)), old.filter((item) => !now.includes(item))];
    const items = (list: readonly string[]) => `the ${noun}${list.length === 1 ? "" : "s"} ${listOf(list)}`;
    const clauses = [
      ...(added.length > 0 ? [`gains ${items(added)}`] : []),
      ...(removed.length > 0 ? [`loses ${items(removed)}`] : []),
    ];
    return `${subject.replace("$1", name)} ${clauses.length > 0 ? clauses.join(" and ") : `reorders its ${noun}s`}`;
  };

const listIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const rate =
  (what: string): Phrase =>
  ({ before, after }) =>
    `expected ${what} ${Number(after) > Number(before) ? "rise" : "fall"} from ${settingText(before)}/s to ` +
    `${settingText(after)}/s`;

const cpuLimit =
  (subject: string): Phrase =>
  ({ after }, [name = ""]) =>
    after === undefined
      ? `${subject.replace("$1", name)} has no CPU limit any more`
      : `${subject.replace("$1", name)} is limited to ${count(Number(after), "CPU core")}`;

/** An optional section: added, removed, or changed as a whole. */
const optional =
  (added: string, removed: string, changed: string): Phrase =>
  ({ before, after }, names) =>
    (before === undefined ? added : after === undefined ? removed : changed).replace(
      /\$(\d)/g,
      (_, index: string) => names[Number(index) - 1] ?? "",
    );

/** Settings whose change needs more than a noun. The first pattern that matches applies. */
const phrases: Readonly<Record<string, Phrase>> = {
  environment: ({ before, after }) => `the environment changes from ${String(before)} to ${String(after)}`,
  "machines.*.roles": gainsAndLoses("machine $1", "role"),
  "machines.*.cores": ({ before, after }, [name]) =>
    `machine ${name} has ${settingText(after)} CPU cores instead of ${settingText(before)}`,
  "machines.*.memory": ({ before, after }, [name]) =>
    `machine ${name} has ${settingText(after)} of memory instead of ${settingText(before)}`,
  "machines.*.disk": optional("machine $1 gets a disk", "machine $1 loses its disk", "the disk of $1 changes"),
  "machines.*.walDisk": optional(
    "machine $1 gets a separate disk for write-ahead logs",
    "machine $1 loses its separate disk for write-ahead logs",
    "the disk for write-ahead logs of $1 changes",
  ),
  "traffic.pages": rate("page views"),
  "traffic.edits": rate("edits"),
  "traffic.events": rate("events"),
  "traffic.latency": ({ before, after }) =>
    before === undefined
      ? `an expected latency of ${settingText(after)} per request is declared`
      : after === undefined
        ? "the expected latency of a request is no longer declared"
        : `the expected latency of a request changes from ${settingText(before)} to ${settingText(after)}`,
  "web.*.cpus": cpuLimit("each instance of tier $1"),
  "workers.cpus": cpuLimit("each worker"),
  "loadBalancer.routes": gainsAndLoses("the application", "route"),
  "queue.brokers": gainsAndLoses("the queue", "broker"),
  "queue.whenFull": ({ after }) =>
    after === "dropOldest"
      ? "a full queue drops its oldest jobs instead of rejecting new ones"
      : "a full queue rejects new jobs instead of dropping its oldest ones",
  "queue.confirms": ({ after }) =>
    after === true
      ? "publishers wait for confirmation of each job"
      : "publishers no longer wait for confirmation of jobs",
  "queue.status": ({ before, after }) =>
    after === "up"
      ? `the queue is up again`
      : `the queue is set to ${settingText(after)} instead of ${settingText(before)}`,
  "queue.fanout.*": optional(
    "a new queue $1 gets a copy of each job",
    "the queue $1 with copies of jobs is removed",
    "the limits of the queue $1 change",
  ),
  "workers.flow": optional(
    "workers get flow control",
    "workers lose flow control",
    "the flow control of workers changes",
  ),
  "etcd.machines": gainsAndLoses("etcd", "member"),
  "application.placement": ({ before, after }) => placement(before, after),
  "application.placement.*": ({ after }, [part]) =>
    after === undefined ? `${part} move to their default database` : `${part} move to database ${String(after)}`,
  "databases.*.synchronous": ({ after }, [name]) =>
    after === true
      ? `writes to database ${name} wait for a replica`
      : `writes to database ${name} no longer wait for a replica`,
  "databases.*.asynchronousBecause": (_, [name]) => `the reason for asynchronous replication of ${name} changes`,
  "databases.*.backups": optional(
    "database $1 gets backups",
    "database $1 loses its backups",
    "the backups of database $1 change",
  ),
  "databases.*.backups.machine": ({ before, after }, [name]) =>
    `the backups of database ${name} move from machine ${settingText(before)} to ${settingText(after)}`,
  "databases.*.backups.s3": optional(
    "the backups of database $1 move to an S3 store",
    "the backups of database $1 move from the S3 store to a volume",
    "the S3 store for backups of database $1 changes",
  ),
  "databases.*.restoreFrom": optional(
    "database $1 names a database to restore from, but is not restored, because it exists",
    "database $1 no longer names the database that it was restored from",
    "the source for restoring database $1 changes",
  ),
  "waivers.*": optional("policy $1 is waived", "the waiver of policy $1 is removed", "the waiver of policy $1 changes"),
  "waivers.*.reason": (_, [policy]) => `the reason for waiving policy ${policy} changes`,
  "waivers.*.until": ({ before, after }, [policy]) =>
    `the waiver of policy ${policy} ends on ${String(after)} instead of ${String(before)}`,
};

/** The parts of the application that move to another database. */
function placement(before: unknown, after: unknown): string {
  const [old, now] = [before, after].map((value) =>
    typeof value === "object" && value !== null ? Object.entries(value) : [],
  );
  const moved = (now ?? []).filter(
    ([part, database]) => !(old ?? []).some((one) => isDeepStrictEqual(one, [part, database])),
  );
  return moved.length === 0
    ? "parts of the application return to their default database"
    : moved.map(([part, database]) => `${part} move to database ${database}`).join(" and ");
}

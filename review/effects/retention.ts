import { parseDuration, parseSize } from "../../components/declaration/units";
import { settingChanges } from "../diff/compare";
import type { Effect, SettingChange } from "../diff/schema";
import type { ServiceChange } from "../diff/services";
import { settingText } from "../phrasing/phrases";
import type { StackSnapshot } from "../snapshot/schema";
import { inStore, isSynchronous, queueLimit } from "./declared";
import { names, type Rule } from "./rule";

type Loss = Pick<Effect, "summary" | "what" | "rollback">;

/** What a change of a setting loses; `undefined` if it loses nothing. `name` is the first `*` of the path. */
type LossOf = (change: SettingChange, name: string, after: StackSnapshot) => Loss | undefined;

/** Settings that decide which data is stored, for how long, and when a write counts as safe. */
export const retention: Rule = ({ before, after, services }) =>
  settingChanges(before.declared, after.declared).flatMap((change) => {
    for (const [pattern, lossOf] of Object.entries(losses)) {
      const match = new RegExp(`^${pattern.replace(/\./g, "\\.").replaceAll("*", "([^.]+)")}$`).exec(change.path);
      const loss = match === null ? undefined : lossOf(change, match[1] ?? "", after);
      if (loss !== undefined)
        return [{ class: "data" as const, ...loss, why: reasonOf(change), services: backupServices(change, services) }];
    }
    return [];
  });

/** What in the declaration changes. */
function reasonOf({ path, before, after }: SettingChange): string {
  if (after === undefined) return `${path} is removed.`;
  if (before === undefined) return `${path} is added.`;
  const text = (value: unknown) => (typeof value === "object" ? "other values" : settingText(value));
  return `${path} changes from ${text(before)} to ${text(after)}.`;
}

/** The services of backups that are removed, or that move to another machine. */
function backupServices({ path }: SettingChange, services: readonly ServiceChange[]): string[] {
  const [, database, field] = /^databases\.([^.]+)\.backups(\.machine)?$/.exec(path) ?? [];
  const operation = field === undefined ? "removed" : "placed";
  return names(
    services.filter(
      (one) => one.operation === operation && one.before?.image === "backup" && one.name.startsWith(`${database}-`),
    ),
  );
}

const isLonger = ({ before, after }: SettingChange): boolean =>
  (parseDuration(after) ?? 0) > (parseDuration(before) ?? Number.POSITIVE_INFINITY);

const isShorter = ({ before, after }: SettingChange): boolean =>
  (parseDuration(after) ?? Number.POSITIVE_INFINITY) < (parseDuration(before) ?? 0);

const otherRepository: LossOf = (_, name) => ({
  summary: `earlier backups of ${name} stay in the old repository`,
  what:
    `The new backup repository of ${name} is empty: no time before its first full backup can be restored. Earlier ` +
    "backups stay in the old repository, which is no longer used.",
  rollback: "Revert: the old repository is used again. It lacks the time in between.",
});

/** A repository on another machine: its volume can be copied there before `up`. */
const otherMachine: LossOf = (change, name, after) => {
  const volume = `${after.stack}_${name}-repository-data`;
  const mount = `-v ${volume}:/data debian:stable-slim tar -C /data`;
  const loss = otherRepository(change, name, after);
  // An object store does not move with the services.
  return loss === undefined || inStore(after, name)
    ? undefined
    : {
        ...loss,
        what:
          `${loss.what} To move them, before up, on ${settingText(change.before)}: docker run --rm ${mount} -c . | ` +
          `ssh ${settingText(change.after)} docker run --rm -i ${mount} -x`,
      };
};

/** A PostgreSQL setting with which a write is acknowledged, or a page overwritten, before the log is on disk. */
const unsafeSetting: LossOf = ({ path, after }, name) =>
  ["off", "local", "0", "false", "no"].includes(String(after))
    ? {
        summary: `a failure may lose acknowledged writes to ${name}`,
        what:
          `With ${path.split(".").at(-1)} ${String(after)}, the failure of a member may lose acknowledged writes to ` +
          `${name}, or damage its data.`,
        rollback: "Revert: later writes are safe again.",
      }
    : undefined;

const losses: Readonly<Record<string, LossOf>> = {
  "databases.*.backups": ({ after }, name) =>
    after === undefined
      ? {
          summary: `${name} is no longer backed up`,
          what: `Backups of ${name} end: its repository and its backup service stop. Earlier backups stay where they are, but nothing can be restored from them.`,
          rollback: "Revert: backups continue, and earlier ones can be restored. Times in between cannot.",
        }
      : undefined,
  "databases.*.backups.machine": otherMachine,
  "databases.*.backups.s3": otherRepository,
  "databases.*.backups.s3.bucket": otherRepository,
  "databases.*.backups.s3.endpoint": otherRepository,
  "databases.*.backups.s3.region": otherRepository,
  "databases.*.backups.keep": (change, name) =>
    isShorter(change)
      ? {
          summary: `backups of ${name} older than ${settingText(change.after)} are deleted`,
          what:
            `The next backup of ${name} deletes those that are not needed to restore the last ` +
            `${settingText(change.after)}: no earlier time can be restored any more.`,
          rollback: "None: deleted backups are lost. A revert retains later ones for longer.",
        }
      : undefined,
  "databases.*.backups.archiveTimeout": (change, name) =>
    isLonger(change)
      ? {
          summary: `the loss of all members of ${name} may lose the writes of ${settingText(change.after)}`,
          what:
            `The write-ahead log of ${name} is archived every ${settingText(change.after)} instead of every ` +
            `${settingText(change.before)}: if all members are lost, so are the writes since then.`,
          rollback: "Revert; it is applied live.",
        }
      : undefined,
  "databases.*.maxLag": (change, name, after) =>
    (parseSize(change.after) ?? 0) > (parseSize(change.before) ?? Number.POSITIVE_INFINITY) &&
    !isSynchronous(after, name)
      ? {
          summary: `a failover may lose up to ${settingText(change.after)} of writes to ${name}`,
          what:
            `A replica of ${name} that is up to ${settingText(change.after)} behind may become the leader: a ` +
            "failover may lose that much of the write-ahead log.",
          rollback: "Revert; it is applied live.",
        }
      : undefined,
  "databases.*.settings.synchronous_commit": unsafeSetting,
  "databases.*.settings.fsync": unsafeSetting,
  "databases.*.settings.full_page_writes": unsafeSetting,
  "databases.*.synchronous": ({ after }, name) =>
    after === false
      ? {
          summary: `a failover may lose acknowledged writes to ${name}`,
          what: `Writes to ${name} are acknowledged before a replica has them: a failover may lose the last ones.`,
          rollback: "Revert; it is applied live.",
        }
      : undefined,
  "queue.confirms": ({ after }) =>
    after === false
      ? {
          summary: "accepted jobs may be lost",
          what:
            "Jobs count as accepted before the brokers have stored them: a full queue or a failing broker may lose " +
            "them.",
          rollback: "Revert: new jobs are confirmed again.",
        }
      : undefined,
  "queue.whenFull": ({ after }) =>
    after === "dropOldest"
      ? {
          summary: "a full queue loses its oldest jobs",
          what: "A full queue accepts new jobs and drops its oldest ones.",
          rollback: "Revert; it is applied live. Dropped jobs are lost.",
        }
      : undefined,
  "queue.maxAge": (change, _, after) =>
    isShorter(change)
      ? {
          summary: `waiting jobs older than ${settingText(change.after)} become dead letters`,
          what:
            `Waiting jobs older than ${settingText(change.after)} expire immediately and become dead letters: up to ` +
            `${queueLimit(after, "maxItems")} may wait. The dead letters hold up to ` +
            `${queueLimit(after, "deadLetters", "maxItems")}, and drop the oldest of more.`,
          rollback: "Revert, then replay them: npm run dead-letters -- --replay.",
        }
      : undefined,
  "queue.deadLetters.maxAge": (change, _, after) =>
    isShorter(change)
      ? {
          summary: `dead letters older than ${settingText(change.after)} are dropped`,
          what:
            `Dead letters older than ${settingText(change.after)} are dropped immediately: up to ` +
            `${queueLimit(after, "deadLetters", "maxItems")} may wait.`,
          rollback: "None: dropped messages are lost. Check npm run dead-letters before.",
        }
      : undefined,
  "queue.fanout.*.maxAge": (change, name, after) =>
    isShorter(change)
      ? {
          summary: `messages in the queue ${name} older than ${settingText(change.after)} are dropped`,
          what:
            `Messages in the queue ${name} that are older than ${settingText(change.after)} are dropped ` +
            `immediately: up to ${queueLimit(after, "fanout", name, "maxItems")} may wait.`,
          rollback: "None: dropped messages are lost.",
        }
      : undefined,
};

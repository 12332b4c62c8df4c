import { parseDuration } from "../../components/declaration/units";
import { settingChanges } from "../diff/compare";
import type { Effect, SettingChange } from "../diff/schema";
import { settingText } from "../phrasing/phrases";
import type { Rule } from "./rule";

type Loss = Pick<Effect, "summary" | "what" | "rollback">;

/** What a change of a setting loses; `undefined` if this change loses nothing. `name` stands for `*` in the path. */
type LossOf = (change: SettingChange, name: string) => Loss | undefined;

/** Settings that decide which data is stored, for how long, and when a write counts as safe. */
export const retention: Rule = ({ before, after }) =>
  settingChanges(before.declared, after.declared).flatMap((change) => {
    for (const [pattern, lossOf] of Object.entries(losses)) {
      const match = new RegExp(`^${pattern.replace(/\./g, "\\.").replace("*", "([^.]+)")}$`).exec(change.path);
      const loss = match === null ? undefined : lossOf(change, match[1] ?? "");
      if (loss !== undefined) {
        const why = `${change.path} changes from ${changedValue(change.before)} to ${changedValue(change.after)}.`;
        return [{ class: "data" as const, ...loss, why, services: [] }];
      }
    }
    return [];
  });

const changedValue = (value: unknown): string =>
  value === undefined ? "the default" : typeof value === "object" ? "other values" : settingText(value);

const isShorter = ({ before, after }: SettingChange): boolean =>
  (parseDuration(after) ?? Number.POSITIVE_INFINITY) < (parseDuration(before) ?? 0);

const otherRepository: LossOf = (_, name) => ({
  summary: `earlier backups of ${name} stay in the old repository`,
  what:
    `The new backup repository of ${name} is empty: no time before its first full backup can be restored. Earlier ` +
    "backups stay in the old repository, which is no longer used.",
  rollback: "Revert: the old repository is used again. It lacks the time in between.",
});

const losses: Readonly<Record<string, LossOf>> = {
  "databases.*.backups": ({ after }, name) =>
    after === undefined
      ? {
          summary: `${name} is no longer backed up`,
          what: `Backups of ${name} end. The volume with earlier backups stays on its machine, but no service uses it.`,
          rollback: "Revert: backups continue. Times in between cannot be restored.",
        }
      : undefined,
  "databases.*.backups.machine": otherRepository,
  "databases.*.backups.s3": otherRepository,
  "databases.*.backups.s3.bucket": otherRepository,
  "databases.*.backups.s3.endpoint": otherRepository,
  "databases.*.backups.keep": (change, name) =>
    isShorter(change)
      ? {
          summary: `backups of ${name} older than ${settingText(change.after)} are deleted`,
          what:
            `The next backup of ${name} deletes those that are not needed to restore the last ` +
            `${settingText(change.after)}.`,
          rollback: "None: deleted backups are lost.",
        }
      : undefined,
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
            "Edits and events are accepted before the brokers have stored the job: a full queue or a failing " +
            "broker may lose it.",
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
  "queue.maxAge": (change) =>
    isShorter(change)
      ? {
          summary: `waiting jobs older than ${settingText(change.after)} become dead letters`,
          what: `Waiting jobs older than ${settingText(change.after)} expire immediately and become dead letters.`,
          rollback: "Revert, then replay them: npm run dead-letters -- --replay.",
        }
      : undefined,
  "queue.deadLetters.maxAge": (change) =>
    isShorter(change)
      ? {
          summary: `dead letters older than ${settingText(change.after)} are dropped`,
          what: `Dead letters older than ${settingText(change.after)} are dropped immediately.`,
          rollback: "None: dropped messages are lost. Check npm run dead-letters before.",
        }
      : undefined,
  "queue.fanout.*.maxAge": (change, name) =>
    isShorter(change)
      ? {
          summary: `messages in the queue ${name} older than ${settingText(change.after)} are dropped`,
          what:
            `Messages in the queue ${name} that are older than ${settingText(change.after)} are dropped ` +
            "immediately.",
          rollback: "None: dropped messages are lost.",
        }
      : undefined,
};

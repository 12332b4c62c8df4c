import type { DesiredBackups } from "../../contracts/desiredBackups";
import type { Outcome } from "../shared/loop";
import type { Backup, Repository } from "./info";
import { due } from "./schedule";

/** What the reconciler does to a repository, so that tests can stand in for it. */
export interface Actions {
  /** Members whose names lead nowhere: they are not up. */
  readonly missing: () => Promise<readonly string[]>;
  readonly repository: () => Promise<Repository>;
  readonly introduce: () => Promise<void>;
  readonly checkArchive: () => Promise<void>;
  readonly backUp: (type: Backup["type"]) => Promise<void>;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly say: (line: string) => void;
}

/** Seconds between two looks at whether the log arrives: each costs a file of it. */
const checkEvery = 600;
/** Seconds until a backup that failed is tried again. */
const retryAfter = 60;
/** Seconds that members have to come up with this task: pgBackRest waits for each that does not, for its io-timeout and in every command. */
const memberPatience = 30;

/**
 * Looks after one repository: tells it of its database, sees that the log arrives, and has backups made when they are due. A backup takes
 * as long as it takes: looks go on meanwhile, and find that it is under way.
 */
export class BackupReconciler {
  private readonly startedAt: number;
  private checkedAt = -Infinity;
  private underWay: { readonly type: Backup["type"]; readonly since: number } | undefined;
  private failed: { readonly type: Backup["type"]; readonly at: number; readonly reason: string } | undefined;

  constructor(
    private readonly desired: DesiredBackups,
    private readonly actions: Actions,
  ) {
    this.startedAt = actions.now();
  }

  async look(): Promise<Outcome> {
    const { missing, repository, introduce, checkArchive, now, say } = this.actions;
    if (this.checkedAt === -Infinity && now() - this.startedAt < memberPatience) {
      const absent = await missing();
      if (absent.length > 0) return { state: "differs", reason: `${absent.join(", ")} not up yet` };
    }
    const { known, backups } = await repository();
    if (!known) {
      await introduce();
      say(`The repository knows ${this.desired.database} now.`);
    }
    if (now() - this.checkedAt >= checkEvery && this.underWay === undefined) {
      await checkArchive();
      this.checkedAt = now();
    }
    const type = due(this.desired, backups, now());
    if (
      this.underWay === undefined &&
      type !== undefined &&
      (this.failed === undefined || now() - this.failed.at >= retryAfter)
    )
      this.begin(type);
    if (this.failed !== undefined)
      return { state: "differs", reason: `the ${this.failed.type} backup failed: ${this.failed.reason}` };
    if (this.underWay === undefined) return { state: "holds" };
    return { state: "holds", remark: `a ${this.underWay.type} backup is under way` };
  }

  private begin(type: Backup["type"]): void {
    const since = this.actions.now();
    this.underWay = { type, since };
    this.actions
      .backUp(type)
      .then(
        () => {
          this.failed = undefined;
          this.actions.say(`A ${type} backup was made in ${Math.ceil(this.actions.now() - since)} s.`);
        },
        (error: unknown) => {
          this.failed = {
            type,
            at: this.actions.now(),
            reason: error instanceof Error ? error.message : String(error),
          };
        },
      )
      .finally(() => {
        this.underWay = undefined;
      });
  }
}

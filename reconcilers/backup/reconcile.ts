import type { DesiredBackups } from "../../contracts/desiredBackups";
import type { Outcome } from "../shared/loop";
import type { Backup, Repository } from "./info";
import { due } from "./schedule";

/** What the reconciler does to a repository. Tests replace it. */
export interface Actions {
  /** Members whose host names have no address: they do not run. */
  readonly unresolvedMembers: () => Promise<readonly string[]>;
  readonly repository: () => Promise<Repository>;
  readonly createStanza: () => Promise<void>;
  readonly checkArchive: () => Promise<void>;
  readonly backUp: (type: Backup["type"]) => Promise<void>;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Seconds between two checks of the archive. Each takes a file of the write-ahead log. */
const checkInterval = 600;
/** Seconds before a failed backup is tried again. */
const retryInterval = 60;
/**
 * Seconds for members to start together with this task: pgBackRest waits its `io-timeout` for each that does not
 * run, in every command.
 */
const memberTimeout = 30;

/**
 * Reconciles one repository: creates the stanza, checks that the write-ahead log is archived, and makes backups when
 * they are due. A backup may take hours; reconciliations continue meanwhile, and report that it runs.
 */
export class BackupReconciler {
  private readonly startedAt: number;
  private checkedAt = -Infinity;
  private running: { readonly type: Backup["type"]; readonly since: number } | undefined;
  private failed: { readonly type: Backup["type"]; readonly at: number; readonly reason: string } | undefined;

  constructor(
    private readonly desired: DesiredBackups,
    private readonly actions: Actions,
  ) {
    this.startedAt = actions.now();
  }

  async reconcile(): Promise<Outcome> {
    const { unresolvedMembers, repository, createStanza, checkArchive, now, log } = this.actions;
    if (this.checkedAt === -Infinity && now() - this.startedAt < memberTimeout) {
      const unresolved = await unresolvedMembers();
      if (unresolved.length > 0) return { state: "differs", reason: `waiting for ${unresolved.join(", ")} to start` };
    }
    const { known, backups } = await repository();
    if (!known) {
      await createStanza();
      log(`Created the stanza of ${this.desired.database} in the repository.`);
    }
    if (now() - this.checkedAt >= checkInterval && this.running === undefined) {
      await checkArchive();
      this.checkedAt = now();
    }
    const type = due(this.desired, backups, now());
    if (
      this.running === undefined &&
      type !== undefined &&
      (this.failed === undefined || now() - this.failed.at >= retryInterval)
    )
      this.start(type);
    if (this.failed !== undefined)
      return { state: "differs", reason: `the ${this.failed.type} backup failed: ${this.failed.reason}` };
    if (this.running === undefined) return { state: "converged" };
    return { state: "converged", remarks: [`a ${this.running.type} backup is running`] };
  }

  private start(type: Backup["type"]): void {
    const since = this.actions.now();
    this.running = { type, since };
    this.actions
      .backUp(type)
      .then(
        () => {
          this.failed = undefined;
          this.actions.log(`Made a ${type} backup in ${Math.ceil(this.actions.now() - since)} s.`);
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
        this.running = undefined;
      });
  }
}

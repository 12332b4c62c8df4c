/** The desired state of a database's backups: a working archive, and backups at the declared intervals. */
export interface DesiredBackups {
  readonly database: string;
  /** Host names of its members. */
  readonly members: readonly string[];
  /** Seconds from the start of one full backup to the next. */
  readonly fullEvery: number;
  /** Seconds from the start of a backup to the next differential one. */
  readonly differentialEvery: number;
  /** Port of the reconciler's own metrics. */
  readonly metricsPort: number;
}

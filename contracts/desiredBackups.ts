/** What a repository's reconciler brings about: an archive that works, and backups in time. */
export interface DesiredBackups {
  readonly database: string;
  /** Hosts of its members. */
  readonly members: readonly string[];
  /** Seconds from the start of one full backup to the next. */
  readonly fullEvery: number;
  /** Seconds from the start of one backup to a differential one. */
  readonly differentialEvery: number;
  /** Where it tells its state, as Prometheus metrics. */
  readonly metricsPort: number;
}

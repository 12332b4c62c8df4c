import type { DeclaredVolume, VolumeName } from "./diskMeasurements";

/** The desired state of a database: its leader, Patroni's dynamic configuration, the database itself and its roles. */
export interface DesiredDatabase {
  readonly database: string;
  /** Address of Patroni's HTTP API, by member. */
  readonly members: Readonly<Record<string, string>>;
  /** Declared values of each member's volumes. The reconciler reports them next to what was measured. */
  readonly disks: Readonly<Record<string, Readonly<Partial<Record<VolumeName, DeclaredVolume>>>>>;
  /** Port of the reconciler's own metrics. */
  readonly metricsPort: number;
  /** The member that is declared to lead. */
  readonly primary: string;
  /** Whether the declared primary leads again by itself after a failover. */
  readonly failback: "manual" | "automatic";
  /** The longest open transaction, in seconds, at which a switchover still starts. */
  readonly longestTransaction: number;
  /** PostgreSQL's port on every member. */
  readonly port: number;
  /** Admin console of the poolers; the host name resolves to each of them. */
  readonly pooler: { readonly host: string; readonly port: number; readonly admin: string };
  readonly superuser: string;
  readonly apiUser: string;
  /** Owns the schema; runs migrations. */
  readonly ownerRole: string;
  /** Reads and writes rows. */
  readonly appRole: string;
  /**
   * Settings of the application's role, in milliseconds. They bound a statement that a slow disk delays. Others are
   * reset.
   */
  readonly appSettings: Readonly<Record<string, number>>;
  /** Names of the database and its roles in the backups that the database was restored from. */
  readonly restoredFrom?: { readonly database: string; readonly ownerRole: string; readonly appRole: string };
  readonly dynamic: DynamicConfiguration;
}

/** Patroni's dynamic configuration (Patroni 4.0, "Dynamic configuration"). */
export interface DynamicConfiguration {
  readonly ttl: number;
  readonly loop_wait: number;
  readonly retry_timeout: number;
  readonly failsafe_mode: boolean;
  /** Bytes. */
  readonly maximum_lag_on_failover: number;
  readonly synchronous_mode: boolean;
  readonly postgresql: {
    readonly use_pg_rewind: boolean;
    readonly use_slots: boolean;
    readonly basebackup: { readonly checkpoint: string; readonly "max-rate": string };
    readonly parameters: Readonly<Record<string, string | number>>;
  };
}

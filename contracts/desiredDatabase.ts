import type { dynamicConfiguration } from "../components/database/dynamicConfiguration";
import type { DeclaredVolume, VolumeName } from "./diskMeasurements";

/** What the database reconciler brings about: who leads, Patroni's dynamic configuration, the database and its roles. */
export interface DesiredDatabase {
  readonly database: string;
  /** Patroni's HTTP address of each member, by the member's name. */
  readonly members: Readonly<Record<string, string>>;
  /** What each member's volumes are declared to do, to be reported beside what was measured. */
  readonly disks: Readonly<Record<string, Readonly<Partial<Record<VolumeName, DeclaredVolume>>>>>;
  /** Port of the reconciler's own metrics. */
  readonly metricsPort: number;
  /** Name of the member that is to lead. */
  readonly primary: string;
  /** Whether the lead moves back to the primary by itself after a failover. */
  readonly failback: "manual" | "automatic";
  /** Seconds that a transaction may have been open when a switchover begins. */
  readonly longestTransaction: number;
  /** PostgreSQL's port on every member. */
  readonly port: number;
  /** Where the poolers take commands: an address for each of them behind the name. */
  readonly pooler: { readonly host: string; readonly port: number; readonly admin: string };
  readonly superuser: string;
  readonly apiUser: string;
  /** Owns the schema; for migrations. */
  readonly ownerRole: string;
  /** Reads and writes rows. */
  readonly appRole: string;
  /** Settings of the application's role, milliseconds: what bounds a statement that a slow disk holds up. */
  readonly appSettings: Readonly<Record<string, number>>;
  /** The database and its roles as they are called in the backups that it was founded on. */
  readonly restoredFrom?: { readonly database: string; readonly ownerRole: string; readonly appRole: string };
  readonly dynamic: ReturnType<typeof dynamicConfiguration>;
}

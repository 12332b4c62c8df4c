import { imageUsers } from "../../contracts/imageUsers";
import { certificatePaths } from "../certificates/files";

/** Ports of a database's containers. */
export const ports = { postgres: 5432, replicas: 5433, pooler: 6432, patroni: 8008, metrics: 9102 } as const;

/** Mount point of a member's data volume. */
export const dataFolder = "/var/lib/postgresql";
/** PostgreSQL's data directory, below the mount point, because Patroni removes it before it clones again. */
export const dataDirectory = `${dataFolder}/17`;
/** Mount point of the write-ahead log's volume, if the log has one. */
export const walFolder = "/var/lib/postgresql-wal";
export const socketFolder = "/run/postgresql";

/** User of the image postgres. */
export const memberUser = imageUsers.postgres;
/** Folder of a member's certificate. */
export const tlsFolder = "/etc/postgresql/tls";
/** Folder of a pooler's certificate, and of the certificate of the authority that signed the members' certificates. */
export const poolerTlsFolder = "/etc/pgbouncer/tls";

export const memberTls = certificatePaths(tlsFolder);
export const poolerTls = certificatePaths(poolerTlsFolder);

/** Roles that the members themselves use. */
export const memberRoles = {
  superuser: "postgres",
  replication: "replicator",
  rewind: "rewinder",
  api: "patroni",
} as const;

/** Role that may pause, resume and inspect the pooler. */
export const poolerAdmin = "pooler_admin";

/** Role that owns the schema; for migrations. */
export const ownerRole = (database: string) => `${database.replaceAll("-", "_")}_owner`;
/** Role that reads and writes rows. */
export const appRole = (database: string) => `${database.replaceAll("-", "_")}_app`;

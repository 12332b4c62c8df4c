import type { Timeouts } from "../application/timeouts";
import type { Size } from "../declaration/units";
import { appRole, ownerRole, poolerAdmin, ports, poolerTls as tls } from "./layout";
import { reservedConnections } from "./settings";
import type { DatabaseSpec } from "./spec";

/** Connections of one pooler to the leader; it may open as many to the replicas. */
export function poolSize({ connections, poolers }: DatabaseSpec): number {
  return Math.floor(connections / poolers);
}

/**
 * Connections that the leader must accept in the worst case. A rollout starts an extra pooler before it stops an old
 * one, and while no replica serves, the connections for reading go to the leader too.
 */
export function leaderConnections(declared: DatabaseSpec): number {
  return 2 * (declared.poolers + 1) * poolSize(declared) + reservedConnections;
}

/**
 * Clients of one pooler. A client that waits in the pooler is cheaper than one that waits in PostgreSQL: over TLS it
 * takes 31 KiB of PgBouncer's memory (measured; 1.4 KiB without TLS).
 */
export const maxClients = 5_000;
/** Memory for all clients, for the connections to the servers, and for the proxy in the same container. */
export const poolerMemory: Size = "256 MiB";

/** PgBouncer's configuration file. Source of the names: PgBouncer 1.24, "config". */
export function renderPgbouncer(database: string, declared: DatabaseSpec, timeouts: Timeouts): string {
  const size = poolSize(declared);
  return `; Rendered from the declaration.
[databases]
${database} = host=127.0.0.1 port=${ports.postgres} dbname=${database}
; Reads that went to the leader while no replica served are back at the replicas within a minute.
${database}_read = host=127.0.0.1 port=${ports.replicas} dbname=${database} server_lifetime=60

[pgbouncer]
listen_addr = *
listen_port = ${ports.pooler}
unix_socket_dir =
client_tls_sslmode = require
client_tls_protocols = tlsv1.3
client_tls_key_file = ${tls.key}
client_tls_cert_file = ${tls.certificate}
; No client shows a certificate, but without this PgBouncer does not start.
client_tls_ca_file = ${tls.authority}
; The route beside it does not leave the container; from there on it is TLS.
server_tls_sslmode = disable
auth_type = scram-sha-256
auth_file = /etc/pgbouncer/userlist.txt
admin_users = ${poolerAdmin}

pool_mode = transaction
; Clients wait here, cheaply, and not at the server.
max_client_conn = ${maxClients}
default_pool_size = ${size}
max_db_connections = ${size}
max_prepared_statements = 100
; A client that gets no connection within this time is told, so that a slow database backs up here and no further.
query_wait_timeout = ${timeouts.poolerWait / 1_000}

; A route or a member that is away is noticed, and tried again, quickly.
server_connect_timeout = 2
server_login_retry = 0.2
server_idle_timeout = 300
tcp_keepalive = 1
tcp_keepidle = 10
tcp_keepintvl = 3
tcp_keepcnt = 3

; Sent by client libraries, without a meaning for a pooled connection.
ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
log_stats = 0
`;
}

/** The roles that may log in to the pooler, with the passwords that it uses at the servers too. */
export function userlist(database: string): string {
  return [
    [ownerRole(database), `${database}-owner`],
    [appRole(database), `${database}-app`],
    [poolerAdmin, `${database}-pooler`],
  ]
    .map(([role, password]) => `"${role}" "{{${password}}}"\n`)
    .join("");
}

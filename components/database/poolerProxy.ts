import { bytes, type Size } from "../declaration/units";
import { resolvers, stateFrontend } from "../haproxy/common";
import { poolerTls, ports } from "./layout";

/**
 * The HAProxy in the pooler's container (docs/decisions/0006). It routes by the role that Patroni reports for each
 * member: one port to the leader, the other to the replicas within the declared lag, or to the leader if there is no
 * such replica.
 */
export function renderPoolerProxy(members: readonly string[], maxLag: Size, connections: number): string {
  const { authority } = poolerTls;
  const servers = members.map((host) => `  server ${host} ${host}:${ports.postgres} verifyhost ${host}`).join("\n");
  return `# Rendered from the declaration.
global
  log stdout format raw local0
  maxconn ${4 * connections + 100}
  hard-stop-after 25s

${resolvers}

defaults
  mode tcp
  log global
  option tcplog
  option dontlog-normal
  # With the handshake of TLS, which needs the member's processor; PgBouncer itself waits for no longer.
  timeout connect 2s
  # Connections of the pooler, which closes those that it does not need.
  timeout client  1h
  timeout server  1h
  # A busy member may be slow to say that it leads. One that says that it does not, or whose task is gone, answers at once.
  timeout check   3s
  retries 2
  # Every 500 ms; while a member's state seems to change every 100 ms, and those that do not lead every 250 ms: clients of a switchover wait for it.
  # A member that no longer leads keeps no connection: a client must not write to it, or wait for it. OPTIONS has Patroni answer with a
  # status alone.
  # Over TLS from the first byte on, which PostgreSQL 17 takes from those that name its protocol, and to the very member that it says it is. The
  # way from PgBouncer to here does not leave the container.
  default-server ssl verify required ca-file ${authority} alpn postgresql ssl-min-ver TLSv1.3
  default-server check port ${ports.patroni} inter 500ms fastinter 100ms downinter 250ms fall 2 rise 1 on-marked-down shutdown-sessions init-addr none resolvers docker

frontend leader
  bind 127.0.0.1:${ports.postgres}
  default_backend leader

frontend replicas
  bind 127.0.0.1:${ports.replicas}
  use_backend replicas if { nbsrv(replicas) gt 0 }
  default_backend leader

backend leader
  option httpchk OPTIONS /primary
  http-check expect status 200
${servers}

backend replicas
  balance leastconn
  option httpchk OPTIONS /replica?lag=${bytes(maxLag)}
  http-check expect status 200
${servers}

${stateFrontend("leader")}
`;
}

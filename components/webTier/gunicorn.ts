import type { GunicornSpec } from "./spec";
import { gracefulStop, keepAlive, requestTime, spareConnections } from "./timeouts";

/** gunicorn.conf.py */
export function gunicornConf({ processes, connections }: GunicornSpec): string {
  return `# ${processes} x ${Math.ceil(connections / processes)} requests at a time, and ${spareConnections} connections for checks and idle routers.
bind = "0.0.0.0:8000"
backlog = 512
worker_class = "gevent"
workers = ${processes}
worker_connections = ${Math.ceil(connections / processes) + spareConnections}
timeout = ${requestTime}
graceful_timeout = ${gracefulStop}
keepalive = ${keepAlive}
worker_tmp_dir = "/tmp"
errorlog = "-"
loglevel = "warning"
`;
}

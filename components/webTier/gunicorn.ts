import type { Timeouts } from "../application/timeouts";
import { keepAlive, spareConnections } from "./connections";
import type { GunicornSpec } from "./spec";

/** gunicorn.conf.py */
export function gunicornConf({ processes, connections }: GunicornSpec, timeouts: Timeouts): string {
  return `# ${processes} x ${Math.ceil(connections / processes)} requests at a time, and ${spareConnections} connections for checks and idle routers.
bind = "0.0.0.0:8000"
backlog = 512
worker_class = "gevent"
workers = ${processes}
worker_connections = ${Math.ceil(connections / processes) + spareConnections}
timeout = ${timeouts.webRequest / 1_000}
graceful_timeout = ${timeouts.webStop / 1_000}
keepalive = ${keepAlive}
worker_tmp_dir = "/tmp"
errorlog = "-"
loglevel = "warning"
`;
}

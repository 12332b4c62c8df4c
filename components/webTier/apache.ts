import { type Timeouts, webQueue } from "../application/timeouts";
import { keepAlive, spareConnections } from "./connections";
import type { ApacheSpec } from "./spec";

/**
 * apache2.conf. The front end only forwards requests, so it is one process with a thread for each request and spare
 * threads.
 * Each Python process has one thread more than the routers use, so that a health check is answered while all
 * requests are busy.
 */
export function apacheConf({ processes, threads }: ApacheSpec, timeouts: Timeouts): string {
  const [requestTime, gracefulStop] = [timeouts.webRequest / 1_000, timeouts.webStop / 1_000];
  const requests = processes * threads;
  return `# ${processes} x ${threads} requests at a time, and ${spareConnections} threads for checks.
ServerRoot /tmp
ServerName localhost
PidFile /tmp/apache2.pid
DefaultRuntimeDir /tmp
Mutex posixsem
Listen 8000
ErrorLog /proc/self/fd/2
LogLevel warn wsgi:error
ServerTokens Prod
ServerSignature Off
TraceEnable Off

LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
LoadModule reqtimeout_module /usr/lib/apache2/modules/mod_reqtimeout.so
LoadModule wsgi_module /usr/lib/apache2/modules/mod_wsgi.so

ServerLimit 1
StartServers 1
ThreadLimit ${requests + spareConnections}
ThreadsPerChild ${requests + spareConnections}
MaxRequestWorkers ${requests + spareConnections}
MinSpareThreads 1
MaxSpareThreads ${requests + spareConnections}
ListenBacklog 512
Timeout ${requestTime}
KeepAlive On
KeepAliveTimeout ${keepAlive}
MaxKeepAliveRequests 0
# A client that sends slower than this does not hold a thread. The application's limit with gunicorn is the same.
RequestReadTimeout header=5,MinRate=1000 body=5,MinRate=32768
GracefulShutdownTimeout ${gracefulStop}

WSGIRestrictEmbedded On
WSGISocketPrefix /tmp/wsgi
WSGIDaemonProcess apture processes=${processes} threads=${threads + 1} python-path=/opt/apture home=/tmp lang=C.UTF-8 locale=C.UTF-8 \\
  listen-backlog=${Math.max(16, requests)} queue-timeout=${webQueue / 1_000} connect-timeout=2 request-timeout=${requestTime} socket-timeout=${requestTime} \\
  graceful-timeout=${gracefulStop} shutdown-timeout=5
WSGIScriptAlias / /opt/apture/apture/wsgi.py process-group=apture application-group=%{GLOBAL}
# An answer of Apache's own says who it is from, too.
Header onsuccess unset X-Served-By
Header always set X-Served-By "\${HOSTNAME}"

<Directory />
  AllowOverride None
  Require all denied
</Directory>
<Directory /opt/apture/apture>
  Require all granted
</Directory>
`;
}

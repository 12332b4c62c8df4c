import { statePort } from "../../contracts/proxyState";

/**
 * Service discovery: Docker's DNS, queried twice per second. A server that DNS no longer lists is removed within a
 * second. Docker removes a task from DNS before it sends the stop signal.
 */
export const resolvers = `resolvers docker
  nameserver engine 127.0.0.11:53
  accepted_payload_size 8192
  resolve_retries 3
  timeout resolve 500ms
  timeout retry   500ms
  hold valid    1s
  hold obsolete 1s
  hold nx       1s
  hold refused  1s
  hold timeout  10s
  hold other    1s`;

/**
 * Options of every server. One failed check or connection removes a server from rotation; one successful check adds it
 * again.
 */
export const watched =
  "check inter 500ms fall 1 rise 1 observe layer4 error-limit 1 on-error mark-down init-addr none resolvers docker";

/**
 * The frontend for health checks, other proxies, metrics and `npm run status`. `/ready` is 200 while the backend has a
 * server.
 */
export function stateFrontend(backend: string): string {
  return `frontend state
  mode http
  bind :${statePort}
  http-request return status 200 content-type text/plain string "alive" if { path /health }
  http-request return status 503 content-type text/plain string "no server" if { path /ready } { nbsrv(${backend}) lt 1 }
  http-request return status 200 content-type text/plain string "ready" if { path /ready }
  http-request use-service prometheus-exporter if { path /metrics }
  stats enable
  stats uri /stats
  stats show-legends`;
}

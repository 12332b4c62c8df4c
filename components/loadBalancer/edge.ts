import { statePort } from "../../contracts/proxyState";
import { resolvers, stateFrontend, watched } from "../haproxy/common";

/** Port of the edge and of the routers inside their containers. */
export const httpPort = 8080;

/**
 * The configuration of the edge, which publishes the port and forwards TCP to the routers together with the client's
 * address (PROXY protocol). It does not depend on the web tiers, so a change of their capacity does not restart the
 * edge.
 */
export function renderEdge(edge: { readonly edgeConnections: number }): string {
  return `# Rendered from the declaration. Owns the port; routes nothing.
global
  log stdout format raw local0
  maxconn ${edge.edgeConnections}
  hard-stop-after 25s

${resolvers}

defaults
  mode tcp
  log global
  option tcplog
  option dontlog-normal
  timeout connect 300ms
  # Longer than the router's own, so that the router decides when a client has been idle for too long.
  timeout client  330s
  timeout server  330s
  timeout check   400ms
  retries 5
  option redispatch 1

frontend public
  bind :${httpPort}
  default_backend routers

backend routers
  balance roundrobin
  option httpchk GET /ready
  server-template router- 1-20 router:${httpPort} send-proxy-v2 port ${statePort} ${watched}

${stateFrontend("routers")}
`;
}

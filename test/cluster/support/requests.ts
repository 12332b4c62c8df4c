import { cluster } from "./cluster";

/** Sends a GET request through the load balancer. */
export const get = (path: string) => fetch(`${cluster.url}${path}`);

/** Sends a POST request with a JSON body through the load balancer. */
export const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${cluster.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

/** Properties of both web servers that do not depend on the declaration. Times are in seconds. */

/**
 * How long a server keeps an idle connection open. It is longer than the router's `pool-purge-delay` (HAProxy, 5 s by
 * default), so that the router closes idle connections and no request meets a connection that its server is closing.
 */
export const keepAlive = 75;

/**
 * Connections in addition to those with requests: the routers' checks and idle connections, and the task's own health
 * check.
 */
export const spareConnections = 32;

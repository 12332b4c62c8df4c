/** Timeouts of both web servers, in seconds. */

/**
 * Time after which a server aborts a request. It is a last resort, far above the default timeout of a statement, 2 s.
 */
export const requestTime = 30;

/**
 * How long a server keeps an idle connection open. It is longer than the router's `pool-purge-delay` (HAProxy, 5 s by
 * default), so that the router closes idle connections and no request meets a connection that its server is closing.
 */
export const keepAlive = 75;

/** Time for the requests in progress after the stop signal. It is shorter than `stopGrace`. */
export const gracefulStop = 25;
/** Time between the stop signal and SIGKILL. */
export const stopGrace = 35;

/**
 * Connections in addition to those with requests: the routers' checks and idle connections, and the task's own health
 * check.
 */
export const spareConnections = 32;

/** Times in seconds that both servers keep to. */

/** What a request may take before its server gives up on it. Nothing here comes near: statements end after two seconds. */
export const requestTime = 30;

/**
 * An idle connection is kept for so long: longer than the router keeps it (HAProxy's `pool-purge-delay`, 5 s by default), so that
 * it is always the router that closes, and no request meets a connection that is just being closed.
 */
export const keepAlive = 75;

/** After a stop signal: time for the requests at hand, within the engine's grace of `stopGrace`. */
export const gracefulStop = 25;
export const stopGrace = 35;

/** Connections besides those that carry a request: the routers' health checks and idle connections, the task's own healthcheck. */
export const spareConnections = 32;

import * as z from "zod";
import { decimal, section, size, variants, whole } from "../declaration/schema";

const common = {
  /** Tasks. */
  instances: whole(1, 64),
  /** Memory of one task: about 45 MiB for each process, and 50 KiB for each request at a time. */
  memory: size("128 MiB", "256 GiB"),
  /** CPU limit of one task, in cores. Must be at most the cores of each web machine. @default no limit */
  cpus: decimal(0.1, 128).optional(),
};

/** An evented tier: gunicorn with gevent. One process serves many requests at a time and executes one of them. */
export const gunicornSchema = section({
  /** The web server. */
  server: z.literal("gunicorn-gevent"),
  ...common,
  /** Processes of one task. Use more than one if a task may use more than one core. @default 1 */
  processes: whole(1, 64).default(1),
  /**
   * Requests that one task serves at a time, over all its processes. The routers send no more. Must be `processes` or
   * more.
   */
  connections: whole(1, 10_000),
  /** Largest number of connections of one process to one database for writes; as many again for reads. @default 8 */
  databaseConnections: whole(1, 200).default(8),
});

/** A threaded tier: Apache with mod_wsgi in daemon mode. */
export const apacheSchema = section({
  /** The web server. */
  server: z.literal("apache-mod-wsgi"),
  ...common,
  /** Python processes of one task. */
  processes: whole(1, 64),
  /** Threads of one process. A task serves processes x threads requests at a time. */
  threads: whole(1, 64),
});

export const webTierSchema = variants("server", ["gunicorn-gevent", "apache-mod-wsgi"], [gunicornSchema, apacheSchema]);

export type WebTierDeclaration = z.input<typeof webTierSchema>;
export type WebTierSpec = z.output<typeof webTierSchema>;
export type GunicornSpec = z.output<typeof gunicornSchema>;
export type ApacheSpec = z.output<typeof apacheSchema>;

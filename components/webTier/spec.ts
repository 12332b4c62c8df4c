import * as z from "zod";
import { decimal, section, size, variants, whole } from "../declaration/schema";

const common = {
  /** Tasks. 1 to 64. */
  instances: whole(1, 64),
  /** Memory of one task: about 45 MiB for each process, and 50 KiB for each request at a time. 128 MiB to 256 GiB. */
  memory: size("128 MiB", "256 GiB"),
  /** CPU limit of one task, in cores. 0.1 to 128. @default no limit */
  cpus: decimal(0.1, 128).optional(),
};

/** Evented: gunicorn with gevent. A process serves many requests at a time and runs one. */
export const gunicornSchema = section({
  server: z.literal("gunicorn-gevent"),
  ...common,
  /** Processes of one task; more than one where a task may use more than one core. 1 to 64. @default 1 */
  processes: whole(1, 64).default(1),
  /** Requests that one task serves at a time, over all of its processes; the router sends no more. 1 to 10,000. */
  connections: whole(1, 10_000),
  /** Connections that one process holds at most to one database for writing, and again for reading. 1 to 200. @default 8 */
  databaseConnections: whole(1, 200).default(8),
});

/** Threaded: Apache with mod_wsgi in daemon mode. */
export const apacheSchema = section({
  server: z.literal("apache-mod-wsgi"),
  ...common,
  /** Python processes of one task. 1 to 64. */
  processes: whole(1, 64),
  /** Threads of each process; a task serves processes x threads requests at a time. 1 to 64. */
  threads: whole(1, 64),
});

export const webTierSchema = variants("server", ["gunicorn-gevent", "apache-mod-wsgi"], [gunicornSchema, apacheSchema]);

export type WebTierDeclaration = z.input<typeof webTierSchema>;
export type WebTierSpec = z.output<typeof webTierSchema>;
export type GunicornSpec = z.output<typeof gunicornSchema>;
export type ApacheSpec = z.output<typeof apacheSchema>;

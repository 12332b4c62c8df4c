import type { ApplicationPlan } from "../application/plan";
import { defaultTimeouts, durationOf, type Timeouts } from "../application/timeouts";
import type { Problems } from "../declaration/problems";
import { bytes, type Size } from "../declaration/units";
import type { ServicePlan, SystemPlan } from "../swarm/plan";
import { apacheConf } from "./apache";
import { gunicornConf } from "./gunicorn";
import type { ApacheSpec, GunicornSpec, WebTierSpec } from "./spec";

export const webPort = 8_000;

export interface WebTierPlan extends SystemPlan {
  readonly name: string;
  readonly instances: number;
  readonly port: number;
  /** Requests that one instance serves at a time: the sum of `maxconn` over all routers. */
  readonly concurrency: number;
  /** Largest number of connections of the tier to the pooler of one database for writes; as many again for reads. */
  readonly databaseConnections: number;
}

export interface WebTierLinks {
  readonly application: ApplicationPlan;
  /** Time limits of requests. @default those of an application without settings */
  readonly timeouts?: Timeouts;
}

export function planWebTier(
  name: string,
  args: WebTierSpec,
  { application, timeouts = defaultTimeouts }: WebTierLinks,
  problems: Problems,
): WebTierPlan {
  const server = args.server === "gunicorn-gevent" ? gunicorn(name, args, timeouts, problems) : apache(args, timeouts);
  const least = leastMemory(args.processes, server.concurrency);
  problems.when(
    bytes(args.memory) < bytes(least),
    `web.${name}.memory is "${args.memory}", too little for ${args.processes} processes and ${server.concurrency} ` +
      `requests at a time; use "${least}" or more, or fewer processes or requests.`,
  );
  const config = `${name}-${server.config}`;
  return {
    configs: [{ name: config, content: server.content }],
    secrets: [],
    services: [
      {
        name,
        image: server.image,
        // The application returns it in the header X-Served-By.
        hostname: `${name}-{{.Task.Slot}}`,
        env: { APTURE_DATABASE_CONNECTIONS: String(server.pool) },
        replicas: args.instances,
        placement: { role: "web" },
        networks: ["web", ...application.networks],
        configs: [...application.mounts.web.configs, { from: config, path: server.path }],
        secrets: application.mounts.web.secrets,
        tmpfs: { "/tmp": "16 MiB" },
        memory: args.memory,
        ...(args.cpus === undefined ? {} : { cpus: args.cpus }),
        // As long as a migration may take: the health check itself ends a task that is not ready for another reason.
        health: { timeout: "5 s", retries: 3, startPeriod: "24 h" },
        update: { order: "start-first", monitor: "3 s" },
        stopSignal: server.stopSignal,
        stopGrace: durationOf(timeouts.webGrace),
      },
    ],
    name,
    instances: args.instances,
    port: webPort,
    concurrency: server.concurrency,
    databaseConnections: args.instances * args.processes * server.pool,
  };
}

interface Server extends Pick<ServicePlan, "image" | "stopSignal"> {
  readonly stopSignal: string;
  /** Name of the configuration file. */
  readonly config: string;
  /** Its path in the image. */
  readonly path: string;
  readonly content: string;
  /** Requests that a task serves at a time. */
  readonly concurrency: number;
  /** Connections of one process to one database. */
  readonly pool: number;
}

function gunicorn(name: string, args: GunicornSpec, timeouts: Timeouts, problems: Problems): Server {
  problems.when(
    args.connections < args.processes,
    `web.${name}.connections is ${args.connections}, fewer than its ${args.processes} processes; use ` +
      `${args.processes} or more.`,
  );
  return {
    image: "evented",
    stopSignal: "SIGTERM",
    config: "gunicorn.conf.py",
    path: "/etc/gunicorn/gunicorn.conf.py",
    content: gunicornConf(args, timeouts),
    concurrency: args.connections,
    pool: Math.min(args.databaseConnections, Math.ceil(args.connections / args.processes)),
  };
}

function apache(args: ApacheSpec, timeouts: Timeouts): Server {
  return {
    image: "apache",
    // Stops gracefully. SIGTERM aborts requests.
    stopSignal: "SIGWINCH",
    config: "apache2.conf",
    path: "/etc/apache2/apache2.conf",
    content: apacheConf(args, timeouts),
    concurrency: args.processes * args.threads,
    pool: args.threads,
  };
}

/** Memory of a task: the server itself, each process, and each request at a time. */
function leastMemory(processes: number, concurrency: number): Size {
  return `${48 + 56 * processes + Math.ceil(concurrency / 8)} MiB`;
}

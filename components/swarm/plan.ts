import type { Duration, Size } from "../declaration/units";
import type { Role } from "../machines/spec";

/** Images that this project builds: one folder each under `images/`. */
export const imageNames = [
  "apache",
  "app",
  "backup",
  "etcd",
  "evented",
  "haproxy",
  "memcached",
  "pgbouncer",
  "postgres",
  "rabbitmq",
  "reconciler",
] as const;
export type ImageName = (typeof imageNames)[number];

/** What a system is made of. Pure data: a component makes one resource of each entry and decides nothing. */
export interface SystemPlan {
  readonly configs: readonly ConfigPlan[];
  readonly secrets: readonly SecretPlan[];
  readonly services: readonly ServicePlan[];
}

/** A file that everybody may read: a Swarm config, at most 1,000 KB. */
export interface ConfigPlan {
  /** Unique in the cluster: `router-haproxy.cfg`. */
  readonly name: string;
  readonly content: string;
}

/** A file with passwords: a Swarm secret, at most 500 KB. */
export interface SecretPlan {
  /** Unique in the cluster: `app-secrets.json`. */
  readonly name: string;
  /**
   * The text, with `{{password-name}}` wherever a generated password goes; 32 letters and digits, so no quoting is needed. A host's
   * certificate is made for the asking: `{{content-db-1.key}}`, `{{content-db-1.crt}}`, and `{{authority.crt}}` of who signed it; PEM.
   */
  readonly template: string;
}

export interface FileMount {
  /** The name of a ConfigPlan or SecretPlan of this system, or of one that it is linked to. */
  readonly from: string;
  /** Absolute path in the container. */
  readonly path: string;
  /** Numeric user and group that own the file. @default 0 */
  readonly owner?: number;
  /** Permission bits. @default 0o444 for configs, 0o400 for secrets */
  readonly mode?: number;
}

export interface VolumeMount {
  /** Prefixed with the stack's name, so `content-db-1-data` of the stack dev is the volume `dev_content-db-1-data`. */
  readonly name: string;
  readonly path: string;
  /** Options of the local driver (file system, device, mount options). The volume is made on the machine that runs the task. */
  readonly driverOptions?: Readonly<Record<string, string>>;
}

/** What the image's `healthcheck` command is given; its rhythm is the same for all (`health.ts`). */
export interface Health {
  /** Of one check: one that takes longer failed. */
  readonly timeout: Duration;
  /** Failures in a row before the task counts as unhealthy and is replaced. */
  readonly retries: number;
  /** Failures within this time from the start do not count. */
  readonly startPeriod: Duration;
}

export interface Update {
  /** `start-first` needs room for one more task; `stop-first` is for what owns a volume or a published port. */
  readonly order: "start-first" | "stop-first";
  /** Tasks replaced at once. @default 1 */
  readonly parallelism?: number;
  /** How long a new task must run without failure before the next one follows. @default "3 s" */
  readonly monitor?: Duration;
}

export interface ServicePlan {
  /** Unique in the cluster, and its host name on every network that it joins: `router`. The engine's service is `<stack>_<name>`. */
  readonly name: string;
  readonly image: ImageName;
  /** Arguments of the image's entry point. */
  readonly args?: readonly string[];
  /** Host name inside the container; may use the engine's `{{.Task.Slot}}`. @default the service's name */
  readonly hostname?: string;
  /** Environment; never anything secret. */
  readonly env?: Readonly<Record<string, string>>;
  readonly replicas: number;
  /** At most so many tasks on one machine. @default no limit */
  readonly maxPerMachine?: number;
  /** A declared machine that the service is pinned to, or a role that its machines must have. */
  readonly placement: { readonly machine: string } | { readonly role: Role };
  /** Services of the same system that are created and changed before this one; for members that must not be replaced at once. @default none */
  readonly after?: readonly string[];
  readonly networks: readonly string[];
  /** Joins a network with a way out besides, and asks its machine's resolver for names. For what needs a service outside the cluster. @default false */
  readonly reachesOut?: boolean;
  readonly configs?: readonly FileMount[];
  readonly secrets?: readonly FileMount[];
  readonly volumes?: readonly VolumeMount[];
  /** Writable memory file systems: path and size. Everything else is read-only. */
  readonly tmpfs?: Readonly<Record<string, Size>>;
  /** Limit and reservation of one task. */
  readonly memory: Size;
  /** CPU limit of one task, in cores. @default no limit */
  readonly cpus?: number;
  readonly health: Health;
  readonly update: Update;
  /** Sent to stop a task; what the program takes for a graceful stop. @default SIGTERM */
  readonly stopSignal?: string;
  /** The engine kills after this time; 20 s or more. @default "30 s" */
  readonly stopGrace?: Duration;
  /** Kernel capabilities; all others are dropped. @default none */
  readonly capabilities?: readonly string[];
  /** A port published on the machine itself. */
  readonly published?: { readonly target: number; readonly port: number };
  /** A first start that is not healthy by then is an error. @default "5 min" */
  readonly startTimeout?: Duration;
  /** How `npm run status` asks this service about itself, from inside the cluster. */
  readonly probe?: Probe;
}

/** Where a service tells its state: an HTTP address on one of its networks, that needs no password. Each of its tasks is asked. */
export interface Probe {
  readonly kind: "haproxy" | "rabbitmq" | "patroni" | "database" | "worker" | "outbox" | "backup";
  readonly network: string;
  readonly url: string;
}

import type { Probe } from "../../contracts/probe";
import type { Duration, Size } from "../declaration/units";
import type { Role } from "../machines/spec";

/** Tasks of a service that a rollout adds: it starts one before it stops another one, or none. */
export const surgeOf = ({ update }: Pick<ServicePlan, "update">): number =>
  update.order === "start-first" ? (update.parallelism ?? 1) : 0;

/** The images of this project, each built from a folder in `images/`. */
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

/** The parts of a system, as plain data. A component creates one resource for each entry and makes no decisions. */
export interface SystemPlan {
  readonly configs: readonly ConfigPlan[];
  readonly secrets: readonly SecretPlan[];
  readonly services: readonly ServicePlan[];
}

/** A file without secrets: a Swarm config, at most 1,000 KB. */
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
   * The text, with `{{password-name}}` in place of each generated password. A password has 32 letters and digits, so it
   * needs no quoting. Other names are `{{content-db-1.key}}` and `{{content-db-1.crt}}` for a host's key and
   * certificate, and `{{authority.crt}}` for the certificate of the authority that signed it, all in PEM. A name in a
   * template is enough for the password or certificate to be generated.
   */
  readonly template: string;
}

export interface FileMount {
  /** Name of a config or secret of this system or of a linked one. */
  readonly from: string;
  /** Absolute path in the container. */
  readonly path: string;
  /** Numeric user and group that own the file. @default 0 */
  readonly owner?: number;
  /** Permission bits. @default 0o444 for configs, 0o400 for secrets */
  readonly mode?: number;
}

export interface VolumeMount {
  /** Without the stack's name: `content-db-1-data` of the stack dev is the volume `dev_content-db-1-data`. */
  readonly name: string;
  readonly path: string;
  /**
   * Options of the local driver (file system, device, mount options). The engine creates the volume on the machine that
   * runs the task.
   */
  readonly driverOptions?: Readonly<Record<string, string>>;
}

/** Limits of the image's `healthcheck` command. Its interval is the same for all services (`health.ts`). */
export interface Health {
  /** Timeout of one check. */
  readonly timeout: Duration;
  /** Consecutive failures after which the engine replaces the task. */
  readonly retries: number;
  /** Time after the start in which failures do not count. */
  readonly startPeriod: Duration;
}

export interface Update {
  /** `start-first` needs memory for one more task; `stop-first` is for services with a volume or a published port. */
  readonly order: "start-first" | "stop-first";
  /** Tasks that are replaced at a time. @default 1 */
  readonly parallelism?: number;
  /** How long a new task must run without failure before the next task is replaced. @default "3 s" */
  readonly monitor?: Duration;
}

export interface ServicePlan {
  /** Unique in the cluster, and the host name on every network: `router`. The Docker service is `<stack>_<name>`. */
  readonly name: string;
  readonly image: ImageName;
  /** Arguments of the image's entry point. */
  readonly args?: readonly string[];
  /** Host name inside the container, which may contain `{{.Task.Slot}}`. @default the service's name */
  readonly hostname?: string;
  /** Environment variables, without secrets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly replicas: number;
  /** Largest number of tasks on one machine. @default no limit */
  readonly maxPerMachine?: number;
  /** The machine to which the service is pinned, or the role of the machines on which it may run. */
  readonly placement: { readonly machine: string } | { readonly role: Role };
  /**
   * Services of the same system that are created and updated before this one, for members that must not restart
   * together. @default none
   */
  readonly after?: readonly string[];
  readonly networks: readonly string[];
  /**
   * Whether the service connects to hosts outside the cluster: it joins `outside` too, and uses the resolver of its
   * machine. @default false
   */
  readonly reachesOut?: boolean;
  readonly configs?: readonly FileMount[];
  readonly secrets?: readonly FileMount[];
  readonly volumes?: readonly VolumeMount[];
  /** Writable memory file systems, size by path. Everything else is read-only. */
  readonly tmpfs?: Readonly<Record<string, Size>>;
  /** Memory limit and reservation of one task. */
  readonly memory: Size;
  /** CPU limit of one task, in cores. @default no limit */
  readonly cpus?: number;
  readonly health: Health;
  readonly update: Update;
  /** The signal for a graceful stop. @default SIGTERM */
  readonly stopSignal?: string;
  /**
   * Time between the stop signal and SIGKILL. With less than 20 s, the provider fails to delete services.
   * @default "30 s"
   */
  readonly stopGrace?: Duration;
  /** Linux capabilities; all others are dropped. @default none */
  readonly capabilities?: readonly string[];
  /** A port that each task publishes on its machine. */
  readonly published?: { readonly target: number; readonly port: number };
  /** Time in which a new service must become healthy. @default "5 min" */
  readonly startTimeout?: Duration;
  /** How `npm run status` queries the service from inside the cluster. */
  readonly probe?: Probe;
}

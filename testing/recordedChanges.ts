import { imageNames } from "../components/swarm/plan";

/** A change as an engineer would make it. Each edit replaces a text that occurs once in its file. */
export interface RecordedChange {
  /** The name of the branch and of the golden file. */
  readonly name: string;
  /** The branch that it is based on. @default main, with the committed production stack */
  readonly onto?: string;
  readonly edits: readonly Edit[];
}

export type Edit = readonly [file: string, from: string, to: string];

const stack = "stacks/production.ts";
const lock = "images/lock.json";

const oneTier = "loadBalancer: { weights: { apache: 1 }";
const sixteen = 'apache: { server: "apache-mod-wsgi", instances: 16, processes: 4, threads: 8, memory: "1 GiB" },';
const eight = 'apache: { server: "apache-mod-wsgi", instances: 8, processes: 4, threads: 8, memory: "1 GiB" },';
const evented = 'evented: { server: "gunicorn-gevent", instances: 8, connections: 200, memory: "512 MiB" },';
const db3 = '"db-3": { roles: ["database"], cores: 4, memory: "16 GiB", disk: disks.sas15kRaid10 },';
const db4 = '"db-4": { roles: ["database"], cores: 16, memory: "64 GiB", disk: disks.nvme },';
const app3 = '"app-3": { roles: ["queue", "worker", "etcd"], cores: 4, memory: "8 GiB" },';
const cacheMachine = (name: string, gibibytes: number) =>
  `"${name}": { roles: ["cache", "queue", "worker", "etcd"], cores: 4, memory: "${gibibytes} GiB" },`;
const databaseOn = (primary: string, replicas: string) =>
  `content: {\n      primary: "${primary}",\n      replicas: [${replicas}],`;
const content = databaseOn("db-1", '"db-2"');
const connections = "connections: 120,";
const databases = "  databases: {\n";
const flow = '    flow: { floor: 2, ceiling: 50, writesPerJob: 2, commitLatency: "12 ms" },\n';
const etcd = 'etcd: { machines: ["app-1", "app-2", "app-3"] },';
const waiver =
  '  waivers: { "write-budget": { reason: "Flow control comes with the upgrades of January.", until: "2027-01-31" } },\n';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

export const recorded: readonly RecordedChange[] = [
  {
    name: "december",
    edits: [
      [stack, flow, ""],
      [stack, `  ${etcd}\n`, `  ${etcd}\n${waiver}`],
    ],
  },
  {
    name: "january",
    onto: "december",
    edits: [
      [stack, oneTier, "loadBalancer: { weights: { evented: 2, apache: 1 }"],
      [stack, sixteen, `${evented}\n    ${eight}`],
      [
        stack,
        'memory: "512 MiB",\n  },\n  cache: { instances: 2, memory: "1 GiB" }',
        `memory: "512 MiB",\n${flow}  },\n  cache: { instances: 10, memory: "1 GiB" }`,
      ],
      [
        stack,
        app3,
        `${app3}\n    "app-4": { roles: ["cache", "worker"], cores: 4, memory: "8 GiB" },\n    "app-5": { roles: ["cache", "worker"], cores: 4, memory: "8 GiB" },`,
      ],
      [stack, db3, `${db3}\n    ${db4}`],
      [stack, content, databaseOn("db-4", '"db-1", "db-2"')],
      [stack, connections, "connections: 240,"],
      [stack, waiver, ""],
    ],
  },
  {
    name: "cache-times-five",
    // Larger machines: with 8 GiB each, ten caches would not fit.
    edits: [
      [stack, "cache: { instances: 2,", "cache: { instances: 10,"],
      [stack, cacheMachine("app-1", 8), cacheMachine("app-1", 12)],
      [stack, cacheMachine("app-2", 8), cacheMachine("app-2", 12)],
    ],
  },
  {
    name: "weights-3-to-1",
    onto: "january",
    edits: [[stack, "weights: { evented: 2, apache: 1 }", "weights: { evented: 3, apache: 1 }"]],
  },
  {
    name: "apache-halved-evented-doubled",
    onto: "january",
    edits: [
      [stack, evented, evented.replace("instances: 8", "instances: 16")],
      [stack, eight, eight.replace("instances: 8", "instances: 4")],
    ],
  },
  {
    name: "slower-disk",
    edits: [
      [
        stack,
        '"db-1": { roles: ["database"], cores: 4, memory: "16 GiB", disk: disks.sas15kRaid10 },',
        '"db-1": { roles: ["database"], cores: 4, memory: "16 GiB", disk: { ...disks.sas15kRaid10, writeIops: 700, writeMBps: 200 } },',
      ],
    ],
  },
  {
    name: "primary-moved",
    edits: [[stack, content, databaseOn("db-2", '"db-1"')]],
  },
  { name: "machine-removed", edits: [[stack, '    "web-4": { roles: ["web"], cores: 4, memory: "8 GiB" },\n', ""]] },
  {
    name: "workers-tripled",
    edits: [
      [stack, "instances: 6,\n    concurrency: 4,", "instances: 18,\n    concurrency: 4,"],
      [stack, "ceiling: 50", "ceiling: 18"],
      [stack, connections, "connections: 160,"],
      [stack, "connections: 80,", "connections: 160,"],
    ],
  },
  { name: "queue-limit-raised", edits: [[stack, "maxItems: 500_000", "maxItems: 750_000"]] },
  {
    name: "replica-dropped",
    edits: [[stack, `${content}\n      synchronous: true,`, content.replace('\n      replicas: ["db-2"],', "")]],
  },
  {
    name: "image-bumped",
    edits: [
      [lock, digest("a"), digest("b")],
      [
        "images/packages/apache.txt",
        "apache2 2.4.65-2\nlibapache2-mod-wsgi-py3 5.0.0-1.3\nlibssl3t64 3.5.1-1\n",
        "apache2 2.4.66-1\nlibapache2-mod-wsgi-py3 5.0.0-1.3\nlibssl3t64 3.5.1-1+deb13u1\n",
      ],
    ],
  },
  {
    name: "database-split-out",
    edits: [
      [
        stack,
        databases,
        `${databases}    counts: { primary: "db-3", replicas: ["db-1"], synchronous: true, connections: 80, poolers: 2, backups: { machine: "backup-1" } },\n`,
      ],
      [stack, `  ${etcd}\n`, `  application: { placement: { views: "counts" } },\n  ${etcd}\n`],
    ],
  },
  { name: "typo", edits: [[stack, "cache: { instances: 2,", "cache: { instanecs: 2,"]] },
  {
    name: "renamed-tier",
    edits: [
      [stack, oneTier, "loadBalancer: { weights: { web: 1 }"],
      [stack, sixteen, sixteen.replace("apache:", "web:")],
    ],
  },
  {
    name: "no-capacity-change",
    edits: [[stack, "before its upgrades: 12 machines", "before its upgrades: twelve machines"]],
  },
  { name: "violating", edits: [[stack, "ceiling: 50", "ceiling: 80"]] },
  {
    name: "brokers-with-more-memory",
    edits: [[stack, 'maxBytes: "2 GiB", memory: "2 GiB"', 'maxBytes: "2 GiB", memory: "3 GiB"']],
  },
  {
    name: "edge-connections",
    edits: [[stack, "maxConnections: 8_000", "maxConnections: 8_000, edgeConnections: 9_000"]],
  },
];

/** The image lock of production with made-up digests, and a list of packages. */
export const committed: Readonly<Record<string, string>> = {
  [lock]: `${JSON.stringify(
    Object.fromEntries(
      imageNames.map((image) => [image, `registry.example/apture/${image}@${digest(image === "apache" ? "a" : "0")}`]),
    ),
    null,
    2,
  )}\n`,
  "images/packages/apache.txt": "apache2 2.4.65-2\nlibapache2-mod-wsgi-py3 5.0.0-1.3\nlibssl3t64 3.5.1-1\n",
};

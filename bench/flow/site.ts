import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import type { ClusterArgs } from "../../components/cluster/declaration";
import { eventually } from "../../test/support/eventually";
import { Project } from "../../test/support/project";
import { SlowDisk, type WriteLimit } from "../support/slowDisk";

const exec = promisify(execFile);
const stack = "flow";
const port = 18_090;

/** Pages to read and edit, and names that jobs count events under: enough that a minute's writes go to as many places of the disk. */
export const pages = 60_000;
export const names = 1_000_000;

/** The cluster under test: a copy of the project whose content database is alone on a limited disk. */
export class Site {
  private constructor(
    private readonly project: Project,
    readonly disk: SlowDisk,
  ) {}

  /** Makes the disk, brings the cluster up on it, and fills the database before the disk is limited. */
  static async bringUp(cluster: (device: string) => ClusterArgs, limit: WriteLimit): Promise<Site> {
    const disk = SlowDisk.make(join(tmpdir(), "apture-bench-flow.img"), 12);
    const project = Project.copy(join(tmpdir(), "apture-bench-flow"), stack, port);
    const site = new Site(project, disk);
    try {
      await site.declare(cluster(disk.device));
      await site.sql(readFileSync(join(__dirname, "fill.sql"), "utf8"));
      await site.limit(limit);
      return site;
    } catch (error) {
      await site.takeDown();
      throw error;
    }
  }

  get url(): string {
    return this.project.url;
  }

  /** Changes the declaration and runs `npm run up`. */
  async declare(cluster: ClusterArgs): Promise<void> {
    this.project.write(this.project.declaration, `export default ${JSON.stringify(cluster, null, 2)};\n`);
    await this.project.up();
  }

  private async limit(limit: WriteLimit): Promise<void> {
    const container = await this.container("content-db-1");
    this.disk.limit(container, limit);
    const measured = this.disk.measure(container);
    console.log(
      `${this.disk.device}, XFS, mounted by content-db-1 alone, is limited by blkio throttling of its container to ${limit.writeMBps} MB/s and ` +
        `${limit.writeIops} write operations/s. fio measures ${measured.writeMBps.toFixed(1)} MB/s (1 MiB, sequential) and ` +
        `${measured.writeIops.toFixed(0)} operations/s (8 KiB, random).`,
    );
    if (Math.abs(measured.writeMBps / limit.writeMBps - 1) > 0.15 || Math.abs(measured.writeIops / limit.writeIops - 1) > 0.15) {
      throw new Error("the disk is not what it is limited to");
    }
  }

  /** The long id of the running container of a service. */
  async container(service: string): Promise<string> {
    const { stdout } = await exec("docker", ["ps", "--quiet", "--no-trunc", "--filter", `label=com.docker.swarm.service.name=${stack}_${service}`]);
    const [id] = stdout.split("\n");
    if (!id) throw new Error(`${service} does not run`);
    return id;
  }

  /** Runs SQL on the content database's leader, as its superuser, past the pooler. Returns what psql prints, unaligned. */
  async sql(statements: string): Promise<string> {
    return this.inContainer("content-db-1", ["psql", "-qAt", "-v", "ON_ERROR_STOP=1", "-h", "/run/postgresql", "-U", "postgres", "content"], statements);
  }

  async inContainer(service: string, command: readonly string[], input: string): Promise<string> {
    const id = await this.container(service);
    return new Promise((done, fail) => {
      const child = spawn("docker", ["exec", "-i", id, ...command]);
      let [out, errors] = ["", ""];
      child.stdout.on("data", (chunk) => (out += chunk));
      child.stderr.on("data", (chunk) => (errors += chunk));
      child.on("error", fail);
      child.on("close", (code) => (code === 0 ? done(out) : fail(new Error(`${command[0]} in ${service} ended with ${code}: ${errors.slice(-2_000)}`))));
      child.stdin.end(input);
    });
  }

  /** Puts jobs into the queue until so many wait. */
  async backlog(jobs: number): Promise<void> {
    const missing = jobs - (await this.queueDepth());
    if (missing <= 0) return;
    await this.inContainer("workers", ["python3", "-", String(missing), String(names)], readFileSync(join(__dirname, "fill.py"), "utf8"));
  }

  /** Throws what waits in the queue away. */
  async emptyQueue(): Promise<void> {
    await this.inContainer("queue-app-1", ["rabbitmqctl", "-q", "purge_queue", "jobs"], "");
    await eventually(async () => {
      const depth = await this.queueDepth();
      if (depth > 0) throw new Error(`${depth} jobs are still in the queue`);
    });
  }

  /** Jobs that wait or are being done, as the broker's metrics say. */
  async queueDepth(): Promise<number> {
    const text = await this.inContainer("queue-app-1", ["python3", "-c", depthOnce], "");
    return Number(text);
  }

  /** Calls back with the queue's depth every second, until stopped. */
  async watchDepth(tell: (depth: number) => void): Promise<() => void> {
    const child: ChildProcess = spawn("docker", ["exec", await this.container("queue-app-1"), "python3", "-u", "-c", depthForEver]);
    child.stdout?.on("data", (chunk: Buffer) => {
      for (const line of chunk.toString().split("\n").filter(Boolean)) tell(Number(line));
    });
    return () => child.kill();
  }

  /** Jobs that each worker has done since it started, by its container. */
  async jobsByWorker(): Promise<ReadonlyMap<string, number>> {
    const { stdout } = await exec("docker", ["ps", "--quiet", "--filter", `label=com.docker.swarm.service.name=${stack}_workers`]);
    const ids = stdout.split("\n").filter(Boolean);
    const counts = ids.map(async (id) => {
      const { stdout: text } = await exec("docker", ["exec", id, "python3", "-c", jobsDone]);
      return [id, Number(text)] as const;
    });
    return new Map(await Promise.all(counts));
  }

  /** Effects of jobs in the database. */
  async effects(): Promise<number> {
    return Number(await this.sql("SELECT count(*) FROM pages_effect"));
  }

  /** Pays the debt of what came before, so that runs begin alike: dirty pages, dead rows. */
  async settle(): Promise<void> {
    await this.sql("VACUUM pages_activity");
    await this.sql("CHECKPOINT");
    await pause(5_000);
  }

  async takeDown(): Promise<void> {
    const { code, output } = await this.project.run("down", "--volumes", "--yes");
    if (code !== 0) console.error(output.slice(-2_000));
    this.disk.remove();
    rmSync(this.project.folder, { recursive: true, force: true });
  }
}

const depthOf = `
import re, urllib.request
def depth():
    text = urllib.request.urlopen("http://127.0.0.1:15692/metrics/detailed?family=queue_coarse_metrics", timeout=5).read().decode()
    return sum(int(float(n)) for n in re.findall(r'rabbitmq_detailed_queue_messages\\{[^}]*queue="jobs"[^}]*\\} (\\S+)', text))
`;
const jobsDone = `
import re, urllib.request
text = urllib.request.urlopen("http://127.0.0.1:9101/metrics", timeout=5).read().decode()
print(sum(float(n) for n in re.findall(r'^apture_jobs_total\\{[^}]*outcome="done"[^}]*\\} (\\S+)', text, re.M)))
`;
const depthOnce = `${depthOf}\nprint(depth())`;
const depthForEver = `${depthOf}\nimport time\nwhile True:\n    print(depth())\n    time.sleep(1)`;

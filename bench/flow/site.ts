import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import type { ClusterDeclaration } from "../../components/cluster/spec";
import { eventually } from "../../testing/checkers/eventually";
import type { Result } from "../../testing/run";
import { BenchCluster } from "../support/cluster";
import type { WriteLimit } from "../support/slowDisk";

const exec = promisify(execFile);
const member = "content-db-1";

/** Pages to read and edit, and names that jobs count events under: enough that a minute's writes go to as many places of the disk. */
export const pages = 60_000;
export const names = 1_000_000;
/** Bytes of a page that is edited, and of an event's data; random, so that nothing compresses them. */
export const [pageBytes, eventBytes] = [1_024, 256];

/** The cluster under test: its content database is alone on a limited disk. */
export class Site extends BenchCluster {
  readonly disk = this.addDisk(12);

  /** Brings the cluster up, and fills the database before its disk is limited. */
  static async bringUp(cluster: (device: string) => ClusterDeclaration, limit: WriteLimit): Promise<Site> {
    const site = new Site("flow", 18_090);
    try {
      await site.declare(cluster(site.disk.device));
      await site.content(readFileSync(join(__dirname, "fill.sql"), "utf8"));
      await site.limitDisk(limit);
      return site;
    } catch (error) {
      await site.takeDown();
      throw error;
    }
  }

  /**
   * Changes the declaration. Workers, which have machines of their own in production, give way to the tiers and the databases with which they
   * share a few cores here: by a tenth of Docker's default weight.
   */
  override async declare(cluster: ClusterDeclaration): Promise<Result> {
    const result = await super.declare(cluster);
    // Workers of before may still be ending, and what has ended cannot be updated.
    await eventually(async () => {
      await exec("docker", ["update", "--cpu-shares", "102", ...(await this.containers("workers"))]);
    });
    return result;
  }

  /** Limits the content database's disk, and makes sure of it with fio. */
  limitDisk(limit: WriteLimit): Promise<void> {
    return this.limit(member, this.disk, limit);
  }

  /** The same at once, in the middle of a run. */
  async changeLimit(limit: WriteLimit): Promise<void> {
    this.disk.limit(await this.container(member), limit);
  }

  /** Runs SQL on the content database. */
  content(statements: string): Promise<string> {
    return this.sql(member, "content", statements);
  }

  /** Puts jobs into the queue until so many wait. */
  async backlog(jobs: number): Promise<void> {
    const missing = jobs - (await this.queueDepth());
    if (missing <= 0) return;
    await this.inContainer(
      "workers",
      ["python3", "-", String(missing), String(names), String(eventBytes)],
      readFileSync(join(__dirname, "fill.py"), "utf8"),
    );
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
    const child: ChildProcess = spawn("docker", [
      "exec",
      await this.container("queue-app-1"),
      "python3",
      "-u",
      "-c",
      depthForEver,
    ]);
    child.stdout?.on("data", (chunk: Buffer) => {
      for (const line of chunk.toString().split("\n").filter(Boolean)) tell(Number(line));
    });
    return () => child.kill();
  }

  /** Jobs that each worker has done since it started, by its container. */
  async jobsByWorker(): Promise<ReadonlyMap<string, number>> {
    const counts = (await this.containers("workers")).map(async (id) => {
      const { stdout: text } = await exec("docker", ["exec", id, "python3", "-c", jobsDone]);
      return [id, Number(text)] as const;
    });
    return new Map(await Promise.all(counts));
  }

  /** Effects of jobs in the database. */
  async effects(): Promise<number> {
    return Number(await this.content("SELECT count(*) FROM pages_effect"));
  }

  /** Pays the debt of what came before, so that runs begin alike: dirty pages, dead rows. */
  async settle(): Promise<void> {
    await this.content("VACUUM pages_activity");
    await this.content("CHECKPOINT");
    await pause(5_000);
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

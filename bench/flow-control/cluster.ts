import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import type { ClusterDeclaration } from "../../components/cluster/spec";
import { eventually } from "../../testing/checkers/eventually";
import type { Result } from "../../testing/run";
import { BenchCluster } from "../support/benchCluster";
import type { WriteLimit } from "../support/slowDisk";

const exec = promisify(execFile);
const member = "content-db-1";

/** Pages and activity counters in the database: so many that a minute's writes spread over the whole disk. */
export const pages = 60_000;
const activities = 1_000_000;
/** Bytes of an edited page and of an event's data. Both are random, so that they do not compress. */
export const [pageBytes, eventBytes] = [1_024, 256];

/** A cluster whose content database is alone on a limited disk. */
export class FlowCluster extends BenchCluster {
  readonly disk = this.addDisk(12);

  /** Brings the cluster up and fills the database, then limits its disk. */
  static async bringUp(declaration: (device: string) => ClusterDeclaration, limit: WriteLimit): Promise<FlowCluster> {
    const cluster = new FlowCluster("flow", 18_090);
    try {
      await cluster.declare(declaration(cluster.disk.device));
      await cluster.content(readFileSync(join(__dirname, "fillDatabase.sql"), "utf8"));
      await cluster.limitDisk(limit);
      return cluster;
    } catch (error) {
      await cluster.takeDown();
      throw error;
    }
  }

  /**
   * Changes the declaration. Workers get a tenth of Docker's default CPU weight: in production they have machines of
   * their own, here they share a few cores with the tiers and databases.
   */
  override async declare(cluster: ClusterDeclaration): Promise<Result> {
    const result = await super.declare(cluster);
    // Old workers may still be stopping, and a stopped container cannot be updated.
    await eventually(async () => {
      await exec("docker", ["update", "--cpu-shares", "102", ...(await this.containers("workers"))]);
    });
    return result;
  }

  /** Limits the content database's disk and verifies the limit with fio. */
  limitDisk(limit: WriteLimit): Promise<void> {
    return this.limit(member, this.disk, limit);
  }

  /** Changes the limit at once, without a measurement that would disturb a run. */
  async changeLimit(limit: WriteLimit): Promise<void> {
    this.disk.limit(await this.container(member), limit);
  }

  /** Runs SQL on the content database. */
  content(statements: string): Promise<string> {
    return this.sql(member, "content", statements);
  }

  /** Fills the queue up to the given number of jobs. */
  async fillQueue(jobs: number): Promise<void> {
    const missing = jobs - (await this.queueDepth());
    if (missing <= 0) return;
    await this.inContainer(
      "workers",
      ["python3", "-", String(missing), String(activities), String(eventBytes)],
      readFileSync(join(__dirname, "fillQueue.py"), "utf8"),
    );
  }

  /** Deletes all jobs in the queue, and waits for those that workers are doing. */
  async emptyQueue(): Promise<void> {
    await this.inContainer("queue-app-1", ["rabbitmqctl", "-q", "purge_queue", "jobs"]);
    await eventually(async () => {
      const depth = await this.queueDepth();
      if (depth > 0) throw new Error(`${depth} jobs are still in the queue`);
    });
  }

  /** Returns the number of jobs that are waiting or in progress, from the broker's metrics. */
  async queueDepth(): Promise<number> {
    return Number(await this.inContainer("queue-app-1", ["python3", "-c", printDepth]));
  }

  /** Calls back with the queue's depth every second. Returns a function that stops it. */
  async watchDepth(callback: (depth: number) => void): Promise<() => void> {
    const container = await this.container("queue-app-1");
    const child = spawn("docker", ["exec", container, "python3", "-u", "-c", printDepthEverySecond]);
    child.stdout.on("data", (chunk: Buffer) => {
      for (const line of chunk.toString().split("\n").filter(Boolean)) callback(Number(line));
    });
    return () => child.kill();
  }

  /** Returns the jobs that each worker has done since it started, by container. */
  async jobsByWorker(): Promise<ReadonlyMap<string, number>> {
    const counts = (await this.containers("workers")).map(async (id) => {
      const { stdout } = await exec("docker", ["exec", id, "python3", "-c", printJobsDone]);
      return [id, Number(stdout)] as const;
    });
    return new Map(await Promise.all(counts));
  }

  /** Returns the number of jobs whose effect is in the database. */
  async effects(): Promise<number> {
    return Number(await this.content("SELECT count(*) FROM pages_effect"));
  }

  /** Vacuums and flushes dirty pages, so that all runs start in the same state. */
  async flushWrites(): Promise<void> {
    await this.content("VACUUM pages_activity");
    await this.content("CHECKPOINT");
    await pause(5_000);
  }
}

const defineDepth = `
import re, urllib.request
url = "http://127.0.0.1:15692/metrics/detailed?family=queue_coarse_metrics"
def depth():
    text = urllib.request.urlopen(url, timeout=5).read().decode()
    values = re.findall(r'rabbitmq_detailed_queue_messages\\{[^}]*queue="jobs"[^}]*\\} (\\S+)', text)
    return sum(int(float(n)) for n in values)
`;
const printDepth = `${defineDepth}\nprint(depth())`;
const printDepthEverySecond = `${defineDepth}\nimport time\nwhile True:\n    print(depth())\n    time.sleep(1)`;
const printJobsDone = `
import re, urllib.request
text = urllib.request.urlopen("http://127.0.0.1:9101/metrics", timeout=5).read().decode()
print(sum(float(n) for n in re.findall(r'^apture_jobs_total\\{[^}]*outcome="done"[^}]*\\} (\\S+)', text, re.M)))
`;

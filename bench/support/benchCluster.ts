import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterDeclaration } from "../../components/cluster/spec";
import { eventually } from "../../testing/checkers/eventually";
import { Project } from "../../testing/project";
import type { Result } from "../../testing/run";
import { containerOf, containersOf, runInTask } from "../../testing/swarm/tasks";
import { SlowDisk, type WriteLimit } from "./slowDisk";

/** The share by which a measured disk may differ from its limit. */
const tolerance = 0.15;

/**
 * A cluster to measure: a copy of the project, with a stack of its own on this machine's engine and disks that can be
 * limited.
 */
export class BenchCluster {
  private readonly project: Project;
  private readonly disks: SlowDisk[] = [];
  /** Settles with the `npm run up` that is running. */
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    protected readonly stack: string,
    port: number,
  ) {
    this.project = Project.copy(join(tmpdir(), `apture-bench-${stack}`), stack, port);
  }

  get url(): string {
    return this.project.url;
  }

  addDisk(gigabytes: number): SlowDisk {
    const file = join(tmpdir(), `apture-bench-${this.stack}-${this.disks.length + 1}.img`);
    const disk = SlowDisk.create(file, gigabytes);
    this.disks.push(disk);
    return disk;
  }

  /** Limits the writes of a service to its disk, and measures the disk until it complies. */
  async limit(service: string, disk: SlowDisk, limit: WriteLimit): Promise<void> {
    const container = await this.container(service);
    disk.limit(container, limit);
    // A member that was cloned just now is still flushing its memory, which slows the measurement.
    await eventually(async () => {
      const measured = disk.measure(container);
      if (
        Math.abs(measured.writeMBps / limit.writeMBps - 1) > tolerance ||
        Math.abs(measured.writeIops / limit.writeIops - 1) > tolerance
      ) {
        throw new Error(
          `the disk of ${service} measures ${JSON.stringify(measured)}; its limit is ${JSON.stringify(limit)}`,
        );
      }
      console.log(
        `${service} writes to ${disk.device} (XFS), limited by blkio throttling to ${limit.writeMBps} MB/s and ` +
          `${limit.writeIops} write operations/s. fio measures ${measured.writeMBps.toFixed(1)} MB/s (1 MiB, ` +
          `sequential) and ${measured.writeIops.toFixed(0)} operations/s (8 KiB, random).`,
      );
    }, 60_000);
  }

  /** Changes the declaration and runs `npm run up`. */
  async declare(cluster: ClusterDeclaration): Promise<Result> {
    this.write(cluster);
    const up = this.project.up();
    this.running = up.catch(() => undefined);
    return up;
  }

  /** Changes the declaration and returns the output of `npm run preview -- --json`. */
  async preview(cluster: ClusterDeclaration): Promise<string> {
    this.write(cluster);
    const { code, output } = await this.project.run("preview", "--json");
    if (code !== 0) throw new Error(`npm run preview failed:\n${output}`);
    return output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1);
  }

  private write(cluster: ClusterDeclaration): void {
    this.project.write(this.project.declaration, `export default ${JSON.stringify(cluster, null, 2)};\n`);
  }

  /** Returns the container IDs of a service's running tasks. */
  containers(service: string): Promise<string[]> {
    return containersOf(this.stack, service);
  }

  container(service: string): Promise<string> {
    return containerOf(this.stack, service);
  }

  /** Runs a command in a service's container and returns its standard output. */
  inContainer(service: string, command: readonly string[], input = ""): Promise<string> {
    return runInTask(this.stack, service, command, input);
  }

  /** Runs SQL as superuser on a database member, without the pooler. Returns what psql prints, unaligned. */
  sql(member: string, database: string, statements: string): Promise<string> {
    return this.inContainer(
      member,
      ["psql", "-qAt", "-v", "ON_ERROR_STOP=1", "-h", "/run/postgresql", "-U", "postgres", database],
      statements,
    );
  }

  /** Removes the stack, its data, the disks and the copy of the project. */
  async takeDown(): Promise<void> {
    // After an interruption an update may still run. Pulumi locks the stack until it ends.
    await this.running;
    const { code, output } = await this.project.run("down", "--volumes", "--yes");
    if (code !== 0) console.error(output.slice(-2_000));
    for (const disk of this.disks) disk.remove();
    rmSync(this.project.folder, { recursive: true, force: true });
  }
}

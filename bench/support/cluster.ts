import { execFile, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ClusterDeclaration } from "../../components/cluster/spec";
import { eventually } from "../../testing/eventually";
import { Project } from "../../testing/project";
import type { Result } from "../../testing/run";
import { SlowDisk, type WriteLimit } from "./slowDisk";

const exec = promisify(execFile);

/** A cluster to measure: a copy of the project with a stack of its own on this machine's engine, and disks that can be limited. */
export class BenchCluster {
  private readonly project: Project;
  private readonly disks: SlowDisk[] = [];
  /** Ends with the `npm run up` that is under way. */
  private changing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly stack: string,
    port: number,
  ) {
    this.project = Project.copy(join(tmpdir(), `apture-bench-${stack}`), stack, port);
  }

  get url(): string {
    return this.project.url;
  }

  addDisk(gigabytes: number): SlowDisk {
    const disk = SlowDisk.make(join(tmpdir(), `apture-bench-${this.stack}-${this.disks.length + 1}.img`), gigabytes);
    this.disks.push(disk);
    return disk;
  }

  /** Limits what a service writes to its disk, and makes sure of it. */
  async limit(service: string, disk: SlowDisk, limit: WriteLimit): Promise<void> {
    const container = await this.container(service);
    disk.limit(container, limit);
    // A member that was just cloned still writes what it has in memory.
    await eventually(async () => {
      const measured = disk.measure(container);
      if (
        Math.abs(measured.writeMBps / limit.writeMBps - 1) > 0.15 ||
        Math.abs(measured.writeIops / limit.writeIops - 1) > 0.15
      ) {
        throw new Error(`the disk of ${service} is not what it is limited to: ${JSON.stringify(measured)}`);
      }
      console.log(
        `${disk.device}, XFS, mounted by ${service} alone, is limited by blkio throttling of its container to ${limit.writeMBps} MB/s and ` +
          `${limit.writeIops} write operations/s. fio measures ${measured.writeMBps.toFixed(1)} MB/s (1 MiB, sequential) and ` +
          `${measured.writeIops.toFixed(0)} operations/s (8 KiB, random).`,
      );
    }, 60_000);
  }

  /** Changes the declaration and runs `npm run up`. */
  async declare(cluster: ClusterDeclaration): Promise<Result> {
    this.write(cluster);
    const up = this.project.up();
    this.changing = up.catch(() => undefined);
    return up;
  }

  /** Changes the declaration, and returns what `npm run preview -- --json` prints of it. */
  async preview(cluster: ClusterDeclaration): Promise<string> {
    this.write(cluster);
    const { code, output } = await this.project.run("preview", "--json");
    if (code !== 0) throw new Error(`npm run preview failed:\n${output}`);
    return output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1);
  }

  private write(cluster: ClusterDeclaration): void {
    this.project.write(this.project.declaration, `export default ${JSON.stringify(cluster, null, 2)};\n`);
  }

  /** The long ids of the running containers of a service. */
  async containers(service: string): Promise<string[]> {
    const { stdout } = await exec("docker", [
      "ps",
      "--quiet",
      "--no-trunc",
      "--filter",
      `label=com.docker.swarm.service.name=${this.stack}_${service}`,
    ]);
    return stdout.split("\n").filter(Boolean);
  }

  async container(service: string): Promise<string> {
    const [id] = await this.containers(service);
    if (id === undefined) throw new Error(`${service} does not run`);
    return id;
  }

  /** Runs a command in a service's container. Returns what it prints. */
  async inContainer(service: string, command: readonly string[], input = ""): Promise<string> {
    const id = await this.container(service);
    return new Promise((done, fail) => {
      const child = spawn("docker", ["exec", "-i", id, ...command]);
      let [out, errors] = ["", ""];
      child.stdout.on("data", (chunk) => (out += chunk));
      child.stderr.on("data", (chunk) => (errors += chunk));
      child.on("error", fail);
      child.on("close", (code) =>
        code === 0
          ? done(out)
          : fail(new Error(`${command[0]} in ${service} ended with ${code}: ${errors.slice(-2_000)}`)),
      );
      child.stdin.end(input);
    });
  }

  /** Runs SQL at a member, as its superuser, past the pooler. Returns what psql prints, unaligned. */
  sql(member: string, database: string, statements: string): Promise<string> {
    return this.inContainer(
      member,
      ["psql", "-qAt", "-v", "ON_ERROR_STOP=1", "-h", "/run/postgresql", "-U", "postgres", database],
      statements,
    );
  }

  /** Takes everything away that was made. */
  async takeDown(): Promise<void> {
    // After an interruption: Pulumi lets nobody else at the stack.
    await this.changing;
    const { code, output } = await this.project.run("down", "--volumes", "--yes");
    if (code !== 0) console.error(output.slice(-2_000));
    for (const disk of this.disks) disk.remove();
    rmSync(this.project.folder, { recursive: true, force: true });
  }
}

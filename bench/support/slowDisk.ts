import { execFileSync } from "node:child_process";
import { existsSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Limits of a disk's writes: MB/s (10^6 bytes per second) and operations per second. */
export interface WriteLimit {
  readonly writeMBps: number;
  readonly writeIops: number;
}

/**
 * A real block device: a loop device over a file, with XFS. The kernel limits the writes of one container (blkio
 * throttling of its control group). A frozen device behaves like a controller that has lost its disks: reads from
 * memory succeed, writes block.
 */
export class SlowDisk {
  private constructor(
    readonly device: string,
    private readonly file: string,
  ) {}

  /** Creates the device. Requires root. Installs the programs of `tools` if they are missing. */
  static create(file: string, gigabytes: number): SlowDisk {
    for (const tool of tools)
      if (!onPath(tool.program)) execFileSync("apt-get", ["install", "-y", "-q", tool.package], { stdio: "ignore" });
    rmSync(file, { force: true });
    writeFileSync(file, "");
    truncateSync(file, gigabytes * 1e9);
    const device = execFileSync("losetup", ["--find", "--show", file], { encoding: "utf8" }).trim();
    execFileSync("mkfs.xfs", ["-q", "-f", device]);
    return new SlowDisk(device, file);
  }

  /** Limits the container's writes to the device from now on. */
  limit(container: string, { writeMBps, writeIops }: WriteLimit): void {
    const group = join(blkio, "docker", container);
    writeFileSync(join(group, "blkio.throttle.write_bps_device"), `${this.deviceNumbers} ${writeMBps * 1e6}`);
    writeFileSync(join(group, "blkio.throttle.write_iops_device"), `${this.deviceNumbers} ${writeIops}`);
  }

  /**
   * Measures the device with fio within the container's limit: direct writes, sequential of 1 MiB and random of 8 KiB.
   */
  measure(container: string): WriteLimit {
    const write = (name: string, ...args: string[]) => this.fio(container, `--name=${name}`, ...args);
    return {
      writeMBps: write("sequential", "--rw=write", "--bs=1M", "--iodepth=4").bw_bytes / 1e6,
      writeIops: write("random", "--rw=randwrite", "--bs=8k", "--iodepth=16").iops,
    };
  }

  private fio(container: string, ...args: string[]): { bw_bytes: number; iops: number } {
    const file = join(this.mountPoint, "fio.tmp");
    const command = [
      "fio",
      `--filename=${file}`,
      "--size=256M",
      "--runtime=5",
      "--time_based",
      "--direct=1",
      "--ioengine=libaio",
      "--output-format=json",
      ...args,
    ];
    // fio joins the container's control group, to which the limit applies.
    const script = `echo $$ > ${join(blkio, "docker", container, "cgroup.procs")} && exec "$@"`;
    try {
      const answer = JSON.parse(execFileSync("sh", ["-c", script, "sh", ...command], { encoding: "utf8" }));
      return answer.jobs[0].write;
    } finally {
      rmSync(file, { force: true });
    }
  }

  /** Blocks all writes to the device until `thaw`. */
  freeze(): void {
    execFileSync("fsfreeze", ["--freeze", this.mountPoint]);
  }

  thaw(): void {
    execFileSync("fsfreeze", ["--unfreeze", this.mountPoint]);
  }

  /** Removes the device. It must not be mounted. */
  remove(): void {
    execFileSync("losetup", ["--detach", this.device]);
    rmSync(this.file, { force: true });
  }

  private get mountPoint(): string {
    return execFileSync("findmnt", ["--noheadings", "--first-only", "--output", "TARGET", "--source", this.device], {
      encoding: "utf8",
    }).trim();
  }

  private get deviceNumbers(): string {
    const { rdev } = statSync(this.device);
    return `${rdev >> 8}:${rdev & 0xff}`;
  }
}

const blkio = "/sys/fs/cgroup/blkio";

const tools = [
  { program: "mkfs.xfs", package: "xfsprogs" },
  { program: "fio", package: "fio" },
] as const;

const onPath = (program: string) =>
  (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, program)));

import { execFileSync } from "node:child_process";
import { existsSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a disk is limited to: MB/s (10^6 bytes) and operations a second, of writes. */
export interface WriteLimit {
  readonly writeMBps: number;
  readonly writeIops: number;
}

/**
 * A real block device (a loop device over a file, with XFS) whose writes the kernel limits for one container (blkio throttling of its
 * control group), and that can be frozen as a controller does that has lost its disks: reads from memory go on, writes wait.
 */
export class SlowDisk {
  private constructor(
    readonly device: string,
    private readonly file: string,
  ) {}

  /** Makes the device. Needs root and the programs of `tools`. */
  static make(file: string, gigabytes: number): SlowDisk {
    for (const tool of tools)
      if (!onPath(tool.program)) execFileSync("apt-get", ["install", "-y", "-q", tool.package], { stdio: "ignore" });
    rmSync(file, { force: true });
    writeFileSync(file, "");
    truncateSync(file, gigabytes * 1e9);
    const device = execFileSync("losetup", ["--find", "--show", file], { encoding: "utf8" }).trim();
    execFileSync("mkfs.xfs", ["-q", "-f", device]);
    return new SlowDisk(device, file);
  }

  /** Limits what the container writes to the device from now on. */
  limit(container: string, { writeMBps, writeIops }: WriteLimit): void {
    const group = join(blkio, "docker", container);
    writeFileSync(join(group, "blkio.throttle.write_bps_device"), `${this.numbers} ${writeMBps * 1e6}`);
    writeFileSync(join(group, "blkio.throttle.write_iops_device"), `${this.numbers} ${writeIops}`);
  }

  /** What the device gives within the container's limit, by fio: sequential writes of 1 MiB, and random ones of 8 KiB, both past the page cache. */
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
    // In the container's control group, where the limit is.
    const script = `echo $$ > ${join(blkio, "docker", container, "cgroup.procs")} && exec "$@"`;
    try {
      const answer = JSON.parse(execFileSync("sh", ["-c", script, "sh", ...command], { encoding: "utf8" }));
      return answer.jobs[0].write;
    } finally {
      rmSync(file, { force: true });
    }
  }

  /** From now on no write reaches the device; what writes, waits. */
  freeze(): void {
    execFileSync("fsfreeze", ["--freeze", this.mountPoint]);
  }

  thaw(): void {
    execFileSync("fsfreeze", ["--unfreeze", this.mountPoint]);
  }

  /** Takes the device away, once nothing has it mounted. */
  remove(): void {
    execFileSync("losetup", ["--detach", this.device]);
    rmSync(this.file, { force: true });
  }

  private get mountPoint(): string {
    return execFileSync("findmnt", ["--noheadings", "--first-only", "--output", "TARGET", "--source", this.device], {
      encoding: "utf8",
    }).trim();
  }

  private get numbers(): string {
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

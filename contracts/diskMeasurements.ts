import type { Disk } from "../components/machines/disks";

/** What is known of a volume, by `npm run verify-disk`'s names: those of the declaration. */
export const diskMetrics = ["writeMBps", "readMBps", "writeIops", "readIops", "fsyncs"] as const;
export type DiskMetric = (typeof diskMetrics)[number];

/** A member's volumes: of its data, and of its write-ahead log where that has its own. */
export type VolumeName = "data" | "wal";
export type MeasuredVolume = Readonly<Record<DiskMetric, number>>;
/** What nobody declared is not compared. */
export type DeclaredVolume = { readonly [figure in DiskMetric]?: number | undefined };

/** Where a member keeps its last measurement: beside its data, so that it goes where the disk goes. */
export const measurementFile = "/var/lib/postgresql/disk.json";

/** The last measurement of a member's volumes. */
export interface DiskMeasurement {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly volumes: { readonly [volume in VolumeName]?: MeasuredVolume | undefined };
}

/** The figures of a declared disk, without what it is. */
export function declaredVolume(disk: Disk): DeclaredVolume {
  return Object.fromEntries(
    diskMetrics.flatMap((figure) => (disk[figure] === undefined ? [] : [[figure, disk[figure]]])),
  );
}

/** What a measurement may fall short of the declaration: a live database has its share of the disk meanwhile. */
const tolerance = 0.1;

/** Whether a disk does what is declared of it. */
export function meetsDeclaration(declared: number | undefined, measured: number): boolean {
  return declared === undefined || measured >= (1 - tolerance) * declared;
}

const said: Readonly<Record<DiskMetric, (figure: string) => string>> = {
  writeMBps: (figure) => `writes ${figure} MB/s in sequence`,
  readMBps: (figure) => `reads ${figure} MB/s in sequence`,
  writeIops: (figure) => `takes ${figure} random writes/s`,
  readIops: (figure) => `gives ${figure} random reads/s`,
  fsyncs: (figure) => `flushes ${figure} times/s`,
};

/** A sentence for each figure in which a volume is slower than declared. */
export function slowerThanDeclared(
  member: string,
  volume: VolumeName,
  declared: DeclaredVolume,
  measured: MeasuredVolume,
): string[] {
  return diskMetrics
    .filter((figure) => !meetsDeclaration(declared[figure], measured[figure]))
    .map((figure) => {
      const field = `${volume === "wal" ? "walDisk" : "disk"}.${figure}`;
      return `The ${volume} volume of ${member} ${said[figure](grouped(measured[figure]))}, and is declared to do ${grouped(declared[figure] ?? 0)} (${field}).`;
    });
}

export const grouped = (figure: number) => figure.toLocaleString("en-US", { maximumFractionDigits: 1 });

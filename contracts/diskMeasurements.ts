import { formatNumber } from "../lib/format";

/** Names of a volume's metrics: those of the declaration and of `npm run verify-disk`. */
export const diskMetrics = ["writeMBps", "readMBps", "writeIops", "readIops", "fsyncs"] as const;
export type DiskMetric = (typeof diskMetrics)[number];

/** A member's volumes: one for its data, and one for its write-ahead log where `walDisk` is declared. */
export type VolumeName = "data" | "wal";
export type MeasuredVolume = Readonly<Record<DiskMetric, number>>;
/** Declared values of a volume. A metric that is not declared is not compared. */
export type DeclaredVolume = { readonly [metric in DiskMetric]?: number | undefined };

/** The file that holds a member's last measurement. It is on the data volume, so that it moves with the disk. */
export const measurementFile = "/var/lib/postgresql/disk.json";

/** The last measurement of a member's volumes. */
export interface DiskMeasurement {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly volumes: { readonly [volume in VolumeName]?: MeasuredVolume | undefined };
}

/** Share of the declared value that a measurement may miss: a live database uses the disk at the same time. */
const tolerance = 0.1;

/** Whether a measured value is as high as declared, within the tolerance. */
export function meetsDeclaration(declared: number | undefined, measured: number): boolean {
  return declared === undefined || measured >= (1 - tolerance) * declared;
}

const unitOf: Readonly<Record<DiskMetric, string>> = {
  writeMBps: "MB/s of sequential writes",
  readMBps: "MB/s of sequential reads",
  writeIops: "random writes/s",
  readIops: "random reads/s",
  fsyncs: "flushes/s",
};

/** A sentence for each metric in which a volume is slower than declared. */
export function slowerThanDeclared(
  member: string,
  volume: VolumeName,
  declared: DeclaredVolume,
  measured: MeasuredVolume,
): string[] {
  return diskMetrics
    .filter((metric) => !meetsDeclaration(declared[metric], measured[metric]))
    .map((metric) => {
      const field = `${volume === "wal" ? "walDisk" : "disk"}.${metric}`;
      const [actual, expected] = [formatNumber(measured[metric]), formatNumber(declared[metric] ?? 0)];
      return `The ${volume} volume of ${member} does ${actual} ${unitOf[metric]}; ${expected} are declared (${field}).`;
    });
}

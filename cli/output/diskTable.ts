import {
  type DeclaredVolume,
  type DiskMetric,
  type MeasuredVolume,
  meetsDeclaration,
  type VolumeName,
} from "../../contracts/diskMeasurements";
import { formatNumber } from "../../lib/format";
import { table } from "../../lib/table";

/** Declared and measured performance of a volume. */
export interface VolumeRow {
  readonly member: string;
  readonly volume: VolumeName;
  /** Seconds since 1970. */
  readonly at: number;
  readonly declared: DeclaredVolume;
  readonly measured: MeasuredVolume;
}

const columns: readonly (readonly [string, DiskMetric])[] = [
  ["WRITES MB/S", "writeMBps"],
  ["READS MB/S", "readMBps"],
  ["RANDOM WRITES/S", "writeIops"],
  ["RANDOM READS/S", "readIops"],
  ["FLUSHES/S", "fsyncs"],
];

/** Each value is `<measured> of <declared>`. */
export function diskTable(rows: readonly VolumeRow[]): string {
  return table([
    ["MEMBER", "VOLUME", ...columns.map(([title]) => title), "VERDICT", "MEASURED"],
    ...rows.map(({ member, volume, at, declared, measured }) => [
      member,
      volume,
      ...columns.map(([, metric]) => compared(measured[metric], declared[metric])),
      columns.every(([, metric]) => meetsDeclaration(declared[metric], measured[metric])) ? "as declared" : "slower",
      new Date(at * 1_000)
        .toISOString()
        .replace("T", " ")
        .replace(/:\d\d\.\d+Z$/, " UTC"),
    ]),
  ]);
}

const compared = (measured: number, declared: number | undefined) =>
  declared === undefined ? formatNumber(measured) : `${formatNumber(measured)} of ${formatNumber(declared)}`;

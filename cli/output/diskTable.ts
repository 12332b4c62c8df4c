import {
  type DeclaredVolume,
  type DiskMetric,
  grouped,
  type MeasuredVolume,
  meetsDeclaration,
  type VolumeName,
} from "../../contracts/diskMeasurements";
import { table } from "../../lib/table";

/** A volume with what is declared of it and what was measured. */
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

/** Each figure as `12.4 of 490`: measured, of so much that is declared. */
export function diskTable(rows: readonly VolumeRow[]): string {
  return table([
    ["DISK OF", "VOLUME", ...columns.map(([title]) => title), "VERDICT", "MEASURED"],
    ...rows.map(({ member, volume, at, declared, measured }) => [
      member,
      volume,
      ...columns.map(([, figure]) => of(measured[figure], declared[figure])),
      columns.every(([, figure]) => meetsDeclaration(declared[figure], measured[figure])) ? "as declared" : "slower",
      new Date(at * 1_000)
        .toISOString()
        .replace("T", " ")
        .replace(/:\d\d\.\d+Z$/, " UTC"),
    ]),
  ]);
}

const of = (measured: number, declared: number | undefined) =>
  declared === undefined ? grouped(measured) : `${grouped(measured)} of ${grouped(declared)}`;

import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import {
  type DeclaredVolume,
  type DiskMeasurement,
  type DiskMetric,
  diskMetrics,
  type VolumeName,
} from "../../contracts/diskMeasurements";
import { prometheusText, type Sample } from "../shared/prometheus";

/** The metric of a figure, and what one of the figure's units is in it. */
export const metricOf: Readonly<
  Record<DiskMetric, { readonly name: string; readonly factor: number; readonly help: string }>
> = {
  writeMBps: { name: "apture_disk_write_bytes_per_second", factor: 1e6, help: "Sequential writes." },
  readMBps: { name: "apture_disk_read_bytes_per_second", factor: 1e6, help: "Sequential reads." },
  writeIops: { name: "apture_disk_writes_per_second", factor: 1, help: "Random writes of 8 KiB, 32 at a time." },
  readIops: { name: "apture_disk_reads_per_second", factor: 1, help: "Random reads of 8 KiB, 32 at a time." },
  fsyncs: {
    name: "apture_disk_flushes_per_second",
    factor: 1,
    help: "Pages of 8 KiB written and flushed, one after the other.",
  },
};

/**
 * What members' volumes are declared to do, and what `npm run verify-disk` measured last, as Prometheus reads it.
 * @param measured by member; none for one that was never measured, or does not answer
 */
export function renderDiskMetrics(
  { database, disks }: Pick<DesiredDatabase, "database" | "disks">,
  measured: ReadonlyMap<string, DiskMeasurement>,
): Promise<string> {
  const volumes = Object.entries(disks).flatMap(([member, all]) =>
    volumeNames.flatMap((volume) => {
      const [declared, last] = [all[volume], measured.get(member)];
      return declared === undefined
        ? []
        : [{ labels: { database, member, volume }, declared, measured: last?.volumes[volume], at: last?.at }];
    }),
  );
  return prometheusText([
    ...diskMetrics.map((figure) => {
      const { name, help, factor } = metricOf[figure];
      const sample = (labels: Sample["labels"], source: string, from: DeclaredVolume | undefined): Sample[] =>
        from?.[figure] === undefined
          ? []
          : [{ labels: { ...labels, source }, value: Math.round(from[figure] * factor) }];
      return {
        name,
        help,
        samples: volumes.flatMap(({ labels, declared, measured }) => [
          ...sample(labels, "declared", declared),
          ...sample(labels, "measured", measured),
        ]),
      };
    }),
    {
      name: "apture_disk_measured_timestamp_seconds",
      help: "When npm run verify-disk measured.",
      samples: volumes.flatMap(({ labels, measured, at }) =>
        measured === undefined || at === undefined ? [] : [{ labels, value: Date.parse(at) / 1_000 }],
      ),
    },
  ]);
}

const volumeNames: readonly VolumeName[] = ["data", "wal"];

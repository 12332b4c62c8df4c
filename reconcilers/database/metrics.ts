import type { DesiredDatabase } from "../../components/database/desired";
import { type DeclaredVolume, type DiskFigure, diskFigures, type DiskMeasurement, type VolumeName } from "../../components/database/diskFigures";

/** The metric of a figure, and what one of the figure's units is in it. */
export const metricOf: Readonly<Record<DiskFigure, { readonly name: string; readonly factor: number; readonly help: string }>> = {
  writeMBps: { name: "apture_disk_write_bytes_per_second", factor: 1e6, help: "Sequential writes." },
  readMBps: { name: "apture_disk_read_bytes_per_second", factor: 1e6, help: "Sequential reads." },
  writeIops: { name: "apture_disk_writes_per_second", factor: 1, help: "Random writes of 8 KiB, 32 at a time." },
  readIops: { name: "apture_disk_reads_per_second", factor: 1, help: "Random reads of 8 KiB, 32 at a time." },
  fsyncs: { name: "apture_disk_flushes_per_second", factor: 1, help: "Pages of 8 KiB written and flushed, one after the other." },
};

/**
 * What members' volumes are declared to do, and what `npm run verify-disk` measured last, as Prometheus reads it.
 * @param measured by member; none for one that was never measured, or does not answer
 */
export function diskMetrics({ database, disks }: Pick<DesiredDatabase, "database" | "disks">, measured: ReadonlyMap<string, DiskMeasurement>): string {
  const volumes = Object.entries(disks).flatMap(([member, all]) =>
    volumeNames.flatMap((volume) => {
      const declared = all[volume];
      return declared === undefined ? [] : [{ labels: `database="${database}",member="${member}",volume="${volume}"`, member, volume, declared }];
    }),
  );
  const block = (name: string, help: string, samples: readonly string[]) =>
    samples.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples.map((sample) => `${name}${sample}`)];
  const lines = [
    ...diskFigures.flatMap((figure) => {
      const { name, factor, help } = metricOf[figure];
      const sample = (labels: string, source: string, from: DeclaredVolume | undefined) =>
        from?.[figure] === undefined ? [] : [`{${labels},source="${source}"} ${Math.round(from[figure] * factor)}`];
      return block(
        name,
        help,
        volumes.flatMap(({ labels, member, volume, declared }) => [
          ...sample(labels, "declared", declared),
          ...sample(labels, "measured", measured.get(member)?.volumes[volume]),
        ]),
      );
    }),
    ...block(
      "apture_disk_measured_timestamp_seconds",
      "When npm run verify-disk measured.",
      volumes.flatMap(({ labels, member, volume }) => {
        const last = measured.get(member);
        return last?.volumes[volume] === undefined ? [] : [`{${labels}} ${Date.parse(last.at) / 1_000}`];
      }),
    ),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const volumeNames: readonly VolumeName[] = ["data", "wal"];

import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import {
  type DeclaredVolume,
  type DiskMeasurement,
  diskMetrics,
  type VolumeName,
} from "../../contracts/diskMeasurements";
import { prometheusMetricOf } from "../../contracts/diskMetrics";
import type { Result } from "../shared/loop";
import { type GaugeReading, prometheusText, type Sample } from "../shared/prometheus";
import { resultGauge } from "../shared/result";

/**
 * Metrics of a database's reconciler: its last result, the declared values of members' volumes, and the last values
 * that `npm run verify-disk` measured.
 *
 * @param measured by member; without members that were never measured or do not answer
 */
export function databaseMetrics(
  { database, disks }: Pick<DesiredDatabase, "database" | "disks">,
  measured: ReadonlyMap<string, DiskMeasurement>,
  result: Result | undefined,
): Promise<string> {
  return prometheusText([
    ...diskGauges(database, disks, measured),
    resultGauge({ database, program: "database" }, result),
  ]);
}

function diskGauges(
  database: string,
  disks: DesiredDatabase["disks"],
  measured: ReadonlyMap<string, DiskMeasurement>,
): GaugeReading[] {
  const volumes = Object.entries(disks).flatMap(([member, all]) =>
    volumeNames.flatMap((volume) => {
      const [declared, last] = [all[volume], measured.get(member)];
      return declared === undefined
        ? []
        : [{ labels: { database, member, volume }, declared, measured: last?.volumes[volume], at: last?.at }];
    }),
  );
  return [
    ...diskMetrics.map((metric) => {
      const { name, help, factor } = prometheusMetricOf[metric];
      const sample = (labels: Sample["labels"], source: string, from: DeclaredVolume | undefined): Sample[] =>
        from?.[metric] === undefined
          ? []
          : [{ labels: { ...labels, source }, value: Math.round(from[metric] * factor) }];
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
  ];
}

const volumeNames: readonly VolumeName[] = ["data", "wal"];

import type { DiskMetric } from "./diskMeasurements";

/**
 * The Prometheus metric of a disk metric, and the factor that converts a value to the unit of the Prometheus metric.
 */
export const prometheusMetricOf: Readonly<
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

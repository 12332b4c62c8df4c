import { databaseMetrics } from "../../../reconcilers/database/metrics";
import type { Result } from "../../../reconcilers/shared/loop";
import { parseDisks, parseResults } from "../../../reconcilers/status/parse";

const disk = { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000 };
const measured = { writeMBps: 8.2, readMBps: 120, writeIops: 290, readIops: 1_480, fsyncs: 96 };
const desired = {
  database: "content",
  disks: { "content-db-1": { data: disk }, "content-db-5": { data: disk, wal: { ...disk, fsyncs: 500 } } },
};
const writes = 'apture_disk_write_bytes_per_second{database="content",';
const last = { at: "2026-11-25T18:40:00+00:00", volumes: { data: measured } };

test("metrics have the declared and the last measured values of every volume", async () => {
  const text = await databaseMetrics(desired, new Map([["content-db-1", last]]), undefined);
  expect(text.split("\n").slice(0, 6)).toEqual([
    "# HELP apture_disk_write_bytes_per_second Sequential writes.",
    "# TYPE apture_disk_write_bytes_per_second gauge",
    `${writes}member="content-db-1",volume="data",source="declared"} 490000000`,
    `${writes}member="content-db-1",volume="data",source="measured"} 8200000`,
    `${writes}member="content-db-5",volume="data",source="declared"} 490000000`,
    `${writes}member="content-db-5",volume="wal",source="declared"} 490000000`,
  ]);
  expect(text.split("\n").slice(-9)).toEqual([
    "# HELP apture_disk_flushes_per_second Pages of 8 KiB written and flushed, one after the other.",
    "# TYPE apture_disk_flushes_per_second gauge",
    'apture_disk_flushes_per_second{database="content",member="content-db-1",volume="data",source="measured"} 96',
    'apture_disk_flushes_per_second{database="content",member="content-db-5",volume="wal",source="declared"} 500',
    "",
    "# HELP apture_disk_measured_timestamp_seconds When npm run verify-disk measured.",
    "# TYPE apture_disk_measured_timestamp_seconds gauge",
    'apture_disk_measured_timestamp_seconds{database="content",member="content-db-1",volume="data"} 1795632000',
    "",
  ]);
});

test("status reads measured volumes back", async () => {
  const wal = { at: last.at, volumes: { data: measured, wal: { ...measured, fsyncs: 400 } } };
  const at = Date.parse(last.at) / 1_000;
  expect(parseDisks(await databaseMetrics(desired, new Map([["content-db-5", wal]]), undefined))).toEqual([
    { member: "content-db-5", volume: "data", at, declared: disk, measured },
    {
      member: "content-db-5",
      volume: "wal",
      at,
      declared: { ...disk, fsyncs: 500 },
      measured: { ...measured, fsyncs: 400 },
    },
  ]);
  expect(parseDisks(await databaseMetrics(desired, new Map(), undefined))).toEqual([]);
});

test.each<[string, Result | undefined, object[]]>([
  ["none before the first reconciliation", undefined, []],
  ["a result without reasons", { state: "converged" }, [{ state: "converged", reasons: [] }]],
  [
    "every remark",
    { state: "converged", remarks: ["failover is off", 'db-2 is "stopped"\\\nsince yesterday'] },
    [{ state: "converged", reasons: ["failover is off", 'db-2 is "stopped"\\\nsince yesterday'] }],
  ],
  ["a reason", { state: "refused", reason: "db-1 is stopped" }, [{ state: "refused", reasons: ["db-1 is stopped"] }]],
  [
    "an error",
    { state: "unknown", reason: "no member answers" },
    [{ state: "unknown", reasons: ["no member answers"] }],
  ],
])("status reads the last result back: %s", async (_, result, expected) => {
  const text = await databaseMetrics(desired, new Map(), result);
  expect(parseResults(text)).toEqual(expected.map((one) => ({ database: "content", program: "database", ...one })));
});

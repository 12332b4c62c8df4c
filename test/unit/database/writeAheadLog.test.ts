import * as fc from "fast-check";
import { diskSettings } from "../../../components/database/settings";
import { walBounds, walSegment } from "../../../components/database/writeAheadLog";
import { writeBudget } from "../../../components/database/writeBudget";
import { read } from "../../../components/declaration/read";
import { diskSchema, disks, walDiskSchema } from "../../../components/machines/disks";
import { machineSchema } from "../../../components/machines/spec";
import { file, planned } from "../../../testing/fixtures/database";

const disk = diskSchema.parse(disks.sas15kRaid10);
const walDisk = (size: string) => walDiskSchema.parse({ ...disks.ssdSata, size });

test.each([
  ["next to the data", disk, undefined, { maxSize: 16_384, minSize: 4_096, slotKeepSize: 16_384 }],
  [
    "next to the data, in 40 GiB",
    diskSchema.parse({ ...disks.sas15kRaid10, size: "40 GiB" }),
    undefined,
    { maxSize: 4_096, minSize: 4_096, slotKeepSize: 4_096 },
  ],
  [
    "next to the data on a slow disk",
    diskSchema.parse({ ...disks.sata7k2, writeMBps: 8 }),
    undefined,
    { maxSize: 512, minSize: 512, slotKeepSize: 512 },
  ],
  ["on its own 20 GiB", disk, walDisk("20 GiB"), { maxSize: 8_192, minSize: 4_096, slotKeepSize: 8_192 }],
  ["on its own 1 GiB", disk, walDisk("1 GiB"), { maxSize: 409, minSize: 409, slotKeepSize: 409 }],
  [
    "on its own volume that is larger than one minute of writes",
    disk,
    walDisk("1 TiB"),
    { maxSize: 16_384, minSize: 4_096, slotKeepSize: 16_384 },
  ],
] as const)("a log %s is limited by the throughput of its disk and by the size of its volume", (_, on, own, bounds) =>
  expect(walBounds(on, own)).toEqual(bounds),
);

test.each([
  [1, 1],
  [8, 1],
  [12, 2],
  [24, 4],
  [40, 8],
  [79, 8],
  [80, 16],
  [480, 16],
])("on a disk of %d MB/s, a log segment has %d MiB", (writeMBps, mebibytes) =>
  expect(walSegment(diskSchema.parse({ ...disks.sata7k2, writeMBps }), undefined)).toBe(mebibytes),
);

test("the limits of a log fit its own volume and leave a fifth free", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_096 }), fc.integer({ min: 1, max: 10_000 }), (gibibytes, writeMBps) => {
      const { maxSize, minSize, slotKeepSize } = walBounds(
        disk,
        walDiskSchema.parse({ ...disks.nvme, writeMBps, size: `${gibibytes} GiB` }),
      );
      expect(maxSize + slotKeepSize).toBeLessThanOrEqual(0.8 * gibibytes * 1_024);
      expect(minSize).toBeLessThanOrEqual(maxSize);
    }),
  );
});

test("the log's disk determines compression, and the data disk all other settings", () => {
  const own = diskSettings(diskSchema.parse(disks.sas15kRaid10), walDiskSchema.parse({ ...disks.nvme, size: "1 TiB" }));
  expect(own).toMatchObject({
    wal_compression: "off",
    random_page_cost: 4,
    effective_io_concurrency: 8,
    checkpoint_flush_after: "112kB",
  });
});

test("a separate log disk removes the log from the write budget of the data disk", () => {
  const slow = { writeMBps: 8, writeIops: 10_000 };
  expect(writeBudget(slow)).toBe(488);
  expect(writeBudget(slow, { writeMBps: 490 })).toBe(976);
  expect(writeBudget(slow, { writeMBps: 4 })).toBe(488);
  expect(writeBudget({ ...slow, writeIops: 300 }, { writeMBps: 490 })).toBe(300);
});

const withLog = planned({ replicas: ["db-2", "db-5"] }).plan;

test("a member with a log disk creates its log there, also when it is cloned, at the rate of all clones", () => {
  const { bootstrap, postgresql } = JSON.parse(file(withLog, "content-db-5.yml")) as {
    bootstrap: { initdb: unknown };
    postgresql: { basebackup: unknown; parameters: Record<string, unknown> };
  };
  expect(bootstrap.initdb).toEqual([
    { encoding: "UTF8" },
    { locale: "C.UTF-8" },
    "data-checksums",
    { "wal-segsize": "16" },
    { waldir: "/var/lib/postgresql-wal/17" },
  ]);
  expect(postgresql.basebackup).toEqual({
    checkpoint: "fast",
    "max-rate": "120M",
    waldir: "/var/lib/postgresql-wal/17",
  });
  expect(postgresql.parameters).toMatchObject({ max_wal_size: "8192MB", max_slot_wal_keep_size: "8192MB" });
  expect(withLog.services.find(({ name }) => name === "content-db-5")?.volumes).toEqual([
    { name: "content-db-5-data", path: "/var/lib/postgresql" },
    {
      name: "content-db-5-wal",
      path: "/var/lib/postgresql-wal",
      driverOptions: { type: "xfs", device: "/dev/sdb1", o: "noatime" },
    },
  ]);
});

test("a log disk of one member does not alter the files of the others", () => {
  const without = planned({ replicas: ["db-2"] }).plan;
  for (const name of ["content-db-1.yml", "content-db-2.yml"]) expect(file(withLog, name)).toBe(file(without, name));
});

test.each<[unknown, string[]]>([
  [{ ...disks.nvme }, ['machines.db-1.walDisk.size is missing; use a size from "1 GiB" to "1024 TiB".']],
  [{ ...disks.nvme, size: "20 GB" }, ['machines.db-1.walDisk.size is "20 GB"; use a size from "1 GiB" to "1024 TiB".']],
  [
    { ...disks.nvme, size: "512 MiB" },
    ['machines.db-1.walDisk.size is "512 MiB"; use a size from "1 GiB" to "1024 TiB".'],
  ],
  [
    { ...disks.nvme, size: "20 GiB", fsyncs: 0 },
    ["machines.db-1.walDisk.fsyncs is 0; use a whole number from 1 to 1,000,000."],
  ],
])("rejects the log disk %j", (given, problems) =>
  expect(
    read(machineSchema, { roles: ["database"], cores: 1, memory: "1 GiB", walDisk: given }, "machines.db-1"),
  ).toEqual({ problems }),
);

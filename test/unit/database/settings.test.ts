import * as fc from "fast-check";
import {
  defaultMemory,
  diskSettings,
  maxConnections,
  memorySettings,
  sharedMemory,
  workMemory,
} from "../../../components/database/settings";
import { read } from "../../../components/declaration/read";
import { diskSchema, disks } from "../../../components/machines/disks";

test.each([
  [
    "256 MiB",
    64,
    {
      shared_buffers: "64MB",
      effective_cache_size: "192MB",
      maintenance_work_mem: "16MB",
      autovacuum_work_mem: "16MB",
    },
  ],
  [
    "512 MiB",
    128,
    {
      shared_buffers: "128MB",
      effective_cache_size: "384MB",
      maintenance_work_mem: "25MB",
      autovacuum_work_mem: "16MB",
    },
  ],
  [
    "16 GiB",
    1_000,
    {
      shared_buffers: "4096MB",
      effective_cache_size: "12288MB",
      maintenance_work_mem: "819MB",
      autovacuum_work_mem: "409MB",
    },
  ],
  [
    "256 GiB",
    1_000,
    {
      shared_buffers: "65536MB",
      effective_cache_size: "196608MB",
      maintenance_work_mem: "2048MB",
      autovacuum_work_mem: "1024MB",
    },
  ],
] as const)("settings of a member with %s", (memory, connections, settings) => {
  expect(memorySettings(memory)).toEqual(settings);
  expect(maxConnections(memory)).toBe(connections);
});

test.each([
  ["512 MiB", 40, "1638kB"],
  ["512 MiB", 400, "1024kB"],
  ["4 GiB", 120, "4369kB"],
  ["64 GiB", 20, "262144kB"],
] as const)("work_mem of a member with %s and a pool of %i is %s", (memory, connections, size) =>
  expect(workMemory(memory, connections)).toBe(size),
);

test.each([
  ["1 GiB", "256 MiB"],
  ["2 GiB", "512 MiB"],
  ["16 GiB", "4096 MiB"],
  ["512 MiB", "256 MiB"],
] as const)("on a machine with %s, a member gets %s", (machine, memory) => expect(defaultMemory(machine)).toBe(memory));

const vacuum = { autovacuum_vacuum_cost_delay: "20ms", autovacuum_vacuum_cost_limit: 2_000 };
const rotating = {
  ...vacuum,
  checkpoint_timeout: "5min",
  checkpoint_completion_target: 0.9,
  wal_compression: "lz4",
  random_page_cost: 4,
};
const flash = {
  ...vacuum,
  checkpoint_timeout: "5min",
  checkpoint_completion_target: 0.9,
  checkpoint_flush_after: "256kB",
  bgwriter_flush_after: "512kB",
  backend_flush_after: "512kB",
  random_page_cost: 1.1,
  effective_io_concurrency: 200,
  maintenance_io_concurrency: 200,
};

test.each([
  [
    "sata7k2",
    {
      ...rotating,
      max_wal_size: "6866MB",
      min_wal_size: "1716MB",
      max_slot_wal_keep_size: "6866MB",
      checkpoint_flush_after: "8kB",
      bgwriter_flush_after: "8kB",
      backend_flush_after: "8kB",
      effective_io_concurrency: 1,
      maintenance_io_concurrency: 10,
      vacuum_cost_page_dirty: 10_000,
    },
  ],
  [
    "sas15kRaid10",
    {
      ...rotating,
      max_wal_size: "16384MB",
      min_wal_size: "4096MB",
      max_slot_wal_keep_size: "16384MB",
      checkpoint_flush_after: "112kB",
      bgwriter_flush_after: "112kB",
      backend_flush_after: "112kB",
      effective_io_concurrency: 8,
      maintenance_io_concurrency: 10,
      vacuum_cost_page_dirty: 1_351,
    },
  ],
  [
    "ssdSata",
    {
      ...flash,
      max_wal_size: "16384MB",
      min_wal_size: "4096MB",
      max_slot_wal_keep_size: "16384MB",
      wal_compression: "lz4",
      vacuum_cost_page_dirty: 111,
    },
  ],
  [
    "nvme",
    {
      ...flash,
      max_wal_size: "16384MB",
      min_wal_size: "4096MB",
      max_slot_wal_keep_size: "16384MB",
      wal_compression: "off",
      vacuum_cost_page_dirty: 28,
    },
  ],
] as const)("settings for the disk %s", (name, settings) =>
  expect(diskSettings(diskSchema.parse(disks[name]))).toEqual(settings),
);

test("a disk of 8 MB/s has the smallest write-ahead log and flushes few pages at once", () => {
  const slow = diskSchema.parse({ writeMBps: 8, readMBps: 8, writeIops: 300, readIops: 300 });
  expect(diskSettings(slow)).toMatchObject({
    max_wal_size: "512MB",
    min_wal_size: "512MB",
    checkpoint_flush_after: "48kB",
    bgwriter_flush_after: "48kB",
    backend_flush_after: "48kB",
  });
});

test("a faster disk never gets a smaller log, and buffers with shared memory never exceed half of the memory", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50_000 }),
      fc.integer({ min: 0, max: 50_000 }),
      fc.integer({ min: 256, max: 1_000_000 }),
      (slow, more, memory) => {
        const wal = (writeMBps: number) =>
          parseInt(String(diskSettings(diskSchema.parse({ ...disks.nvme, writeMBps }))["max_wal_size"]), 10);
        expect(wal(slow + more)).toBeGreaterThanOrEqual(wal(slow));
        const buffers = parseInt(String(memorySettings(`${memory} MiB`)["shared_buffers"]), 10);
        expect(buffers + parseInt(sharedMemory(`${memory} MiB`), 10)).toBeLessThanOrEqual(memory / 2);
      },
    ),
  );
});

test("the sorts of a whole pool use at most a quarter of the memory, unless work_mem is at its minimum", () => {
  fc.assert(
    fc.property(fc.integer({ min: 256, max: 1_000_000 }), fc.integer({ min: 4, max: 495 }), (memory, connections) => {
      const each = parseInt(workMemory(`${memory} MiB`, connections), 10);
      if (each > 1_024) expect(each * connections * 2).toBeLessThanOrEqual((memory * 1_024) / 4);
    }),
  );
});

test.each<[unknown, string[]]>([
  [
    { ...disks.nvme, device: "" },
    ['machines.db-1.disk.device is ""; use the path of a block device, such as "/dev/sdb".'],
  ],
  [{ ...disks.nvme, filesystem: "zfs" }, ['machines.db-1.disk.filesystem is "zfs"; use "xfs" or "ext4".']],
  [{ ...disks.nvme, writeMBps: 0 }, ["machines.db-1.disk.writeMBps is 0; use a whole number from 1 to 100,000."]],
  [
    { writeMBps: 1, readMBps: 1, writeIops: 1 },
    ["machines.db-1.disk.readIops is missing; use a whole number from 1 to 10,000,000."],
  ],
])("rejects the disk %j", (disk, problems) =>
  expect(read(diskSchema, disk, "machines.db-1.disk")).toEqual({ problems }),
);

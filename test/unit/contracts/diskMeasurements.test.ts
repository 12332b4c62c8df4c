import { declaredVolume, diskSchema, disks, walDiskSchema } from "../../../components/machines/disks";
import { meetsDeclaration, slowerThanDeclared } from "../../../contracts/diskMeasurements";

const declared = { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000 };
const measured = { writeMBps: 500, readMBps: 560, writeIops: 9_000, readIops: 47_000, fsyncs: 1_200 };

test("a declared volume has the metrics of its disk, without device, file system and size", () => {
  expect(declaredVolume(diskSchema.parse({ ...disks.ssdSata, device: "/dev/sdb", size: "20 GiB" }))).toEqual(declared);
  expect(declaredVolume(walDiskSchema.parse({ ...disks.ssdSata, size: "20 GiB", fsyncs: 900 }))).toEqual({
    ...declared,
    fsyncs: 900,
  });
});

test.each([
  [490, 490, true],
  [490, 441, true],
  [490, 440.9, false],
  [490, 5_000, true],
  [undefined, 1, true],
] as const)(
  "a disk declared at %d and measured at %d meets its declaration: %s",
  (declaredValue, measuredValue, expected) => expect(meetsDeclaration(declaredValue, measuredValue)).toBe(expected),
);

test("reports nothing for a disk as fast as declared", () =>
  expect(slowerThanDeclared("content-db-1", "data", declared, measured)).toEqual([]));

test("reports each metric that is too low, with the declared value", () => {
  const slow = { writeMBps: 8.24, readMBps: 120, writeIops: 290, readIops: 1_480, fsyncs: 96 };
  expect(slowerThanDeclared("content-db-1", "data", { ...declared, fsyncs: 1_000 }, slow)).toEqual([
    "The data volume of content-db-1 does 8.2 MB/s of sequential writes; 490 are declared (disk.writeMBps).",
    "The data volume of content-db-1 does 120 MB/s of sequential reads; 560 are declared (disk.readMBps).",
    "The data volume of content-db-1 does 290 random writes/s; 9,000 are declared (disk.writeIops).",
    "The data volume of content-db-1 does 1,480 random reads/s; 47,000 are declared (disk.readIops).",
    "The data volume of content-db-1 does 96 flushes/s; 1,000 are declared (disk.fsyncs).",
  ]);
  expect(slowerThanDeclared("content-db-5", "wal", { writeMBps: 490 }, { ...measured, writeMBps: 100 })).toEqual([
    "The wal volume of content-db-5 does 100 MB/s of sequential writes; 490 are declared (walDisk.writeMBps).",
  ]);
});

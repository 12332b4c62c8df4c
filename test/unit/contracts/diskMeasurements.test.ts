import { diskSchema, disks, walDiskSchema } from "../../../components/machines/disks";
import { declaredVolume, meetsDeclaration, slowerThanDeclared } from "../../../contracts/diskMeasurements";

const declared = { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000 };
const measured = { writeMBps: 500, readMBps: 560, writeIops: 9_000, readIops: 47_000, fsyncs: 1_200 };

test("figures are those of the declaration, less what the disk is", () => {
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
] as const)("a disk of %d that does %d holds: %s", (wanted, does, expected) =>
  expect(meetsDeclaration(wanted, does)).toBe(expected),
);

test("a disk that does what is declared is not named", () =>
  expect(slowerThanDeclared("content-db-1", "data", declared, measured)).toEqual([]));

test("each figure that is too low is named, with what is declared", () => {
  const slow = { writeMBps: 8.24, readMBps: 120, writeIops: 290, readIops: 1_480, fsyncs: 96 };
  expect(slowerThanDeclared("content-db-1", "data", { ...declared, fsyncs: 1_000 }, slow)).toEqual([
    "The data volume of content-db-1 writes 8.2 MB/s in sequence, and is declared to do 490 (disk.writeMBps).",
    "The data volume of content-db-1 reads 120 MB/s in sequence, and is declared to do 560 (disk.readMBps).",
    "The data volume of content-db-1 takes 290 random writes/s, and is declared to do 9,000 (disk.writeIops).",
    "The data volume of content-db-1 gives 1,480 random reads/s, and is declared to do 47,000 (disk.readIops).",
    "The data volume of content-db-1 flushes 96 times/s, and is declared to do 1,000 (disk.fsyncs).",
  ]);
  expect(slowerThanDeclared("content-db-5", "wal", { writeMBps: 490 }, { ...measured, writeMBps: 100 })).toEqual([
    "The wal volume of content-db-5 writes 100 MB/s in sequence, and is declared to do 490 (walDisk.writeMBps).",
  ]);
});

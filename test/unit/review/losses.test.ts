import type { Effect, StackReview } from "../../../review/diff/schema";
import type { StackSnapshot } from "../../../review/snapshot/schema";
import { snapshotOfDeclaration } from "../../../review/snapshot/stack";
import { reviewStack } from "../../../review/stackReview";
import dev from "../../../stacks/dev";
import production from "../../../stacks/production";
import { type Edit, edited } from "../../../testing/fixtures/declarationEdits";

const stacks = { dev, production };
/** A new object for each use, because an edit may change a setting in it. */
const walDisk = () => ({ writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000, size: "50 GiB" });

function snapshot(stack: keyof typeof stacks, edit: Edit, more: Partial<StackSnapshot> = {}): StackSnapshot {
  const made = snapshotOfDeclaration(stack, edited(edit, stacks[stack]), { publishedPort: 8080, policies: [] });
  if ("problems" in made) throw new Error(made.problems.join("\n"));
  return { ...made, ...more };
}

function reviewed(stack: keyof typeof stacks, edit: Edit, base: Edit = {}): StackReview | undefined {
  return reviewStack(snapshot(stack, base), snapshot(stack, { ...base, ...edit }), "2026-11-25");
}

interface Loss {
  readonly what: string;
  readonly stack: keyof typeof stacks;
  readonly base?: Edit;
  readonly edit: Edit;
  readonly headline: string;
  /** The effects that the change must have, each with its way back. */
  readonly effects: readonly Partial<Effect>[];
}

const including = (text: string): string => expect.stringContaining(text);
const oneMember = { "databases.views.replicas": [] };

const losses: readonly Loss[] = [
  {
    what: "another device for a member with data",
    stack: "dev",
    base: oneMember,
    edit: { "machines.db-1.disk.device": "/dev/sdb" },
    headline:
      "The device of the disk of db-1 changes from the default to /dev/sdb. Data at risk: the data of " +
      "content-db-1-data does not move to /dev/sdb (xfs). Outage: writes to content wait or fail for about 8 s.",
    effects: [
      {
        class: "data",
        what: including("moves no data to /dev/sdb (xfs). To move the member: make another member the primary"),
        rollback: "Revert: nothing has moved.",
      },
    ],
  },
  {
    what: "another file system for a member with data",
    stack: "dev",
    base: { ...oneMember, "machines.db-1.disk.device": "/dev/sdb" },
    edit: { "machines.db-1.disk.filesystem": "ext4" },
    headline:
      "The file system of the disk of db-1 changes from xfs to ext4. Data at risk: the data of content-db-1-data " +
      "does not move to /dev/sdb (ext4). Outage: writes to content wait or fail for about 8 s.",
    effects: [{ class: "data", rollback: "Revert: nothing has moved." }],
  },
  {
    what: "no device for a member with data on one",
    stack: "dev",
    base: { ...oneMember, "machines.db-1.disk.device": "/dev/sdb" },
    edit: { "machines.db-1.disk.device": undefined },
    headline:
      "The device of the disk of db-1 changes from /dev/sdb to the default. Data at risk: the data of " +
      "content-db-1-data does not move to the engine's volume folder. Outage: writes to content wait or fail for " +
      "about 8 s.",
    effects: [{ class: "data", rollback: "Revert: nothing has moved." }],
  },
  {
    what: "a device for write-ahead logs that exist",
    stack: "dev",
    base: { ...oneMember, "machines.db-1.walDisk": walDisk() },
    edit: { "machines.db-1.walDisk.device": "/dev/sdc" },
    headline:
      "The device of the log disk of db-1 changes from the default to /dev/sdc. Data at risk: the data of " +
      "content-db-1-wal does not move to /dev/sdc (xfs). Outage: writes to content wait or fail for about 8 s.",
    effects: [{ class: "data", rollback: "Revert: nothing has moved." }],
  },
  {
    what: "a device for backups that exist",
    stack: "production",
    base: { "databases.views.backups": undefined },
    edit: { "machines.backup-1.disk": { ...walDisk(), device: "/dev/sdb" } },
    headline:
      "Machine backup-1 gets a disk. Data at risk: the data of content-repository-data does not move to /dev/sdb " +
      "(xfs). A policy rejects it: backups.",
    effects: [
      {
        class: "data",
        what: including("To move backups, declare another machine for them"),
        rollback: "Revert: nothing has moved.",
      },
    ],
  },
  {
    what: "no separate disk for write-ahead logs any more",
    stack: "dev",
    base: { "machines.db-1.walDisk": walDisk() },
    edit: { "machines.db-1.walDisk": undefined },
    headline:
      "Machine db-1 loses its separate disk for write-ahead logs. Outage: content-db-1 does not start until " +
      "walDisk is declared again and views-db-1 does not start until walDisk is declared again.",
    effects: [
      {
        class: "outage",
        durationNote: "until walDisk is declared again",
        what: including("a replica leads, content has 1 of 2 members left, and up fails"),
        rollback: "Revert: the volume of the log stays on the machine, and the member starts with it.",
        services: ["content-db-1"],
      },
      {
        class: "outage",
        what: including("views has 1 of 2 members left, and up fails"),
        rollback: "Revert: the volume of the log stays on the machine, and the member starts with it.",
        services: ["views-db-1"],
      },
    ],
  },
];

test.each(losses)("review of $what in $stack", ({ stack, base, edit, headline, effects }) => {
  const made = reviewed(stack, edit, base);
  expect(made?.headline).toBe(headline);
  expect(made?.class).toBe(effects[0]?.class);
  for (const effect of effects) expect(made?.effects).toContainEqual(expect.objectContaining(effect));
});

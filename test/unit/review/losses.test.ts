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
  {
    what: "another machine for backups",
    stack: "production",
    edit: {
      "machines.backup-2": production.machines["backup-1"],
      "databases.content.backups.machine": "backup-2",
    },
    headline:
      "New machine backup-2; the backups of database content move from machine backup-1 to backup-2. Data at risk: " +
      "earlier backups of content stay in the old repository.",
    effects: [
      {
        class: "data",
        what: including(
          "To move them, before up, on backup-1: docker run --rm -v production_content-repository-data:/data",
        ),
        rollback: "Revert: the old repository is used again. It lacks the time in between.",
      },
    ],
  },
  {
    what: "dead letters that are dropped earlier",
    stack: "dev",
    edit: { "queue.deadLetters": { maxAge: "1 h" } },
    headline:
      "The maximum age of dead letters changes from 14 d to 1 h. Data at risk: dead letters older than 1 h are dropped.",
    effects: [
      {
        class: "data",
        what: "Dead letters older than 1 h are dropped immediately: up to 100,000 may wait.",
        rollback: "None: dropped messages are lost. Check npm run dead-letters before.",
      },
    ],
  },
  {
    what: "jobs that expire earlier",
    stack: "dev",
    edit: { "queue.maxAge": "1 min" },
    headline:
      "The maximum age of a job changes from 1 d to 1 min. Data at risk: waiting jobs older than 1 min become dead " +
      "letters.",
    effects: [
      {
        class: "data",
        what:
          "Waiting jobs older than 1 min expire immediately and become dead letters: up to 200,000 may wait. The dead " +
          "letters hold up to 100,000, and drop the oldest of more.",
        rollback: "Revert, then replay them: npm run dead-letters -- --replay.",
      },
    ],
  },
  {
    what: "a smaller queue that drops its oldest jobs",
    stack: "dev",
    base: { "queue.whenFull": "dropOldest" },
    edit: { "queue.maxBytes": "500 MiB" },
    headline:
      "The size limit of the queue changes from 1 GiB to 500 MiB. Data at risk: if more than 500 MiB of messages " +
      "wait, the oldest are dropped.",
    effects: [{ class: "data", rollback: "None: dropped messages are lost. Check npm run status before." }],
  },
  {
    what: "a size limit of a fanout queue",
    stack: "dev",
    base: { "queue.fanout": { audit: { maxItems: 1_000, maxAge: "1 d" } } },
    edit: { "queue.fanout": { audit: { maxItems: 1_000, maxAge: "1 d", maxBytes: "1 MiB" } } },
    headline:
      "The size limit of the queue audit changes from the default to 1 MiB. Data at risk: if more than 1 MiB of " +
      "messages wait, the oldest are dropped.",
    effects: [{ class: "data", rollback: "None: dropped messages are lost. Check npm run status before." }],
  },
  {
    what: "a shorter retention of backups",
    stack: "dev",
    edit: { "databases.content.backups.keep": "1 d" },
    headline:
      "The retention of backups of database content changes from 2 d to 1 d. Data at risk: backups of content older " +
      "than 1 d are deleted.",
    effects: [
      {
        class: "data",
        what: including("no earlier time can be restored any more"),
        rollback: "None: deleted backups are lost. A revert retains later ones for longer.",
      },
    ],
  },
  {
    what: "no backups",
    stack: "dev",
    edit: { "databases.content.backups": undefined },
    headline:
      "Database content loses its backups. Data at risk: content is no longer backed up. Outage: writes to content " +
      "wait or fail twice for about 8 s.",
    effects: [
      {
        class: "data",
        why: "databases.content.backups is removed.",
        rollback: "Revert: backups continue, and earlier ones can be restored. Times in between cannot.",
        services: ["content-repository", "content-backup"],
      },
    ],
  },
  {
    what: "a longer archive interval",
    stack: "dev",
    edit: { "databases.content.backups.archiveTimeout": "10 min" },
    headline:
      "The archive interval of database content changes from 1 min to 10 min. Data at risk: the loss of all members " +
      "of content may lose the writes of 10 min.",
    effects: [{ class: "data", rollback: "Revert; it is applied live." }],
  },
  {
    what: "a larger lag of the next leader",
    stack: "dev",
    edit: { "databases.content.maxLag": "64 MiB" },
    headline:
      "The maximum lag of replicas of database content changes from 16 MiB to 64 MiB. Data at risk: a failover may " +
      "lose up to 64 MiB of writes to content.",
    effects: [{ class: "data", rollback: "Revert; it is applied live." }],
  },
  {
    what: "commits that do not wait for the disk",
    stack: "dev",
    edit: { "databases.content.settings": { synchronous_commit: "off" } },
    headline:
      "The PostgreSQL setting synchronous_commit of database content changes from the default to off. Data at risk: " +
      "a failure may lose acknowledged writes to content. Outage: writes to content wait or fail twice for about 8 s.",
    effects: [{ class: "data", rollback: "Revert: later writes are safe again." }],
  },
  {
    what: "a renamed machine with a replica",
    stack: "production",
    edit: {
      "machines.db-9": production.machines["db-2"],
      "machines.db-2": undefined,
      "databases.content.replicas": ["db-9"],
      "databases.views.replicas": ["db-9"],
    },
    headline:
      "The replica of database content moves from db-2 to db-9; the replica of database views moves from db-2 to " +
      "db-9; new machine db-9; machine db-2 is removed. Data at risk: db-1 has the only copy of content until the " +
      "new members are cloned and db-3 has the only copy of views until the new members are cloned.",
    effects: [
      {
        class: "data",
        what: including("db-1 has the only copy of content until the new members are cloned; no failover is possible"),
        rollback: "Revert: it catches up from its volume, or is cloned if the primary no longer has the required log.",
      },
    ],
  },
  {
    what: "a database that moves to other machines in one step",
    stack: "dev",
    base: { "machines.db-3": dev.machines["db-1"] },
    edit: { "databases.content.primary": "db-3", "databases.content.replicas": [] },
    headline:
      "The primary of database content moves from db-1 to db-3. Data at risk: no declared member has the data of content.",
    effects: [
      {
        class: "data",
        what: including("first add the new members as replicas, then make one the primary, then remove the old ones"),
        durationNote: "until this is reverted",
        rollback: "Revert: the old members start with their volumes.",
        services: ["content-db-1", "content-db-2", "content-db-3"],
      },
    ],
  },
  {
    what: "asynchronous replication",
    stack: "production",
    edit: { "databases.content.synchronous": false, "databases.content.asynchronousBecause": "Edits may be lost." },
    headline:
      "Writes to database content no longer wait for a replica; the reason for asynchronous replication of content " +
      "changes. Data at risk: a failover may lose acknowledged writes to content.",
    effects: [{ class: "data", rollback: "Revert; it is applied live." }],
  },
  {
    what: "no confirms and a queue that drops its oldest jobs",
    stack: "dev",
    edit: { "queue.confirms": false, "queue.whenFull": "dropOldest" },
    headline:
      "A full queue drops its oldest jobs instead of rejecting new ones; publishers no longer wait for confirmation of " +
      "jobs. Data at risk: a full queue loses its oldest jobs and accepted jobs may be lost.",
    effects: [
      { class: "data", rollback: "Revert; it is applied live. Dropped jobs are lost." },
      { class: "data", rollback: "Revert: new jobs are confirmed again." },
    ],
  },
  {
    what: "one broker instead of three",
    stack: "production",
    edit: { "queue.brokers": ["app-1"] },
    headline:
      "The queue loses the brokers app-2 and app-3. Data at risk: the queue stops, because 2 of its 3 copies are " +
      "removed. Outage: events are rejected until the brokers are declared again. A policy rejects it: " +
      "single-point-of-failure.",
    effects: [
      { class: "data", rollback: "Revert: the broker starts with its volume and catches up." },
      {
        class: "outage",
        durationNote: "until the brokers are declared again",
        what: including('set queue.status to "readOnly" until the queue is empty; then name only machines that had no'),
        rollback: "Revert: the brokers start with their volumes, and no job is lost.",
      },
    ],
  },
  {
    what: "one etcd member instead of three",
    stack: "production",
    edit: { "etcd.machines": ["app-1"] },
    headline:
      "Etcd loses the members app-2 and app-3. Outage: writes to content wait or fail twice for about 8 s, writes to " +
      "views wait or fail twice for about 8 s and etcd stops, because 2 of its 3 members are removed. A policy rejects " +
      "it: single-point-of-failure.",
    effects: [
      {
        class: "outage",
        durationNote: "until etcd.machines is as before",
        rollback: "Revert: the original members retain their data.",
      },
    ],
  },
  {
    what: "a database that is restored from backups",
    stack: "dev",
    edit: {
      "databases.copy": {
        primary: "db-1",
        connections: 8,
        memory: "256 MiB",
        restoreFrom: { database: "content", to: "2026-11-24T18:30:00Z" },
      },
    },
    headline:
      "New database copy. Applied live; up takes about 32 s, plus restoring copy from the backups of content at 2 s per GB.",
    effects: [
      {
        class: "live",
        what: including("is restored from the backups of content, as of 2026-11-24T18:30:00Z: primary on db-1"),
        durationNote: "2 s per GB and the replay of its log",
        rollback: "Revert: content is not affected. The volumes of copy stay until npm run purge -- copy.",
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

test.each<readonly [keyof typeof stacks, StackReview["class"], string, string]>([
  [
    "production",
    "outage",
    "New image memcached. Outage: up to 1,020 of 2,500 pages/s wait or are rejected for about 3 min, until the cache is warm.",
    "Until the cache is warm, up to 2,500 pages/s miss it, but db-2 serves 1,480 random reads/s. Is there a time with " +
      "less traffic for it?",
  ],
  [
    "dev",
    "rolling",
    "New image memcached. No request fails; up takes about 7 s, plus about 85 s until the cache is warm.",
    "All cache servers restart empty at the same time: up to 200 pages/s are read from db-2 for about 85 s. Is there a " +
      "time with less traffic for it?",
  ],
])("a new image of memcached empties every cache of %s", (stack, kind, headline, question) => {
  const image = (digest: string) => snapshot(stack, {}, { images: { memcached: `memcached@sha256:${digest}` } });
  const made = reviewStack(image("1"), image("2"), "2026-11-25");
  expect(made?.headline).toBe(headline);
  expect(made?.questions).toEqual([question]);
  expect(made?.effects).toMatchObject([
    { class: kind, rollback: "Revert: they restart empty again.", services: ["cache-1", "cache-2"] },
  ]);
  expect(made?.metrics.map(({ metric, after }) => [metric, after])).toEqual([
    ["keys lost", 1],
    ["maximum misses until the cache is warm", stack === "dev" ? 200 : 2_500],
  ]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseDeclaration } from "../../../components/database/spec";
import { file, planned } from "../../../testing/fixtures/database";

const golden = (name: string) => readFileSync(join(__dirname, "golden", name), "utf8");
const backups = { machine: "backup-1" } satisfies DatabaseDeclaration["backups"];
const s3 = { bucket: "apture-backups", region: "eu-central-1", endpoint: "s3.eu-central-1.amazonaws.com" };
/** A database that is restored from content's backups and has its own backups. */
const restored = {
  primary: "db-3",
  connections: 100,
  backups,
  restoreFrom: { database: "content", to: "2026-11-25T18:30:00Z" },
} satisfies DatabaseDeclaration;
const content = { primary: "db-1", replicas: ["db-2"], connections: 100, backups } satisfies DatabaseDeclaration;

test.each<[string, ReturnType<typeof planned>]>([
  ["content-repository-pgbackrest.conf", planned({ backups }, "content", { restored })],
  ["content-backup-pgbackrest.conf", planned({ backups }, "content", { restored })],
  ["content-db-1-pgbackrest.conf", planned({ backups })],
  ["restored-db-3-pgbackrest.conf", planned(restored, "restored", { content })],
])("renders %s", (name, { plan, problems }) => {
  expect(problems).toEqual([]);
  expect(file(plan, name)).toBe(golden(name));
});

test("a database without backups has no config, secret or service for them", () => {
  const { configs, secrets, services } = planned().plan;
  expect(services.map(({ name }) => name)).toEqual([
    "content-db-1",
    "content-db-2",
    "content-pooler",
    "content-reconciler",
  ]);
  expect(JSON.stringify([configs, secrets, services])).not.toMatch(/-backup|pgbackrest|archive_/);
});

test("the repository and the backup reconciler share a machine and a volume, and restored databases reach only the repository", () => {
  const [repository, maker] = planned({ backups }).plan.services.filter(({ image }) => image === "backup");
  const shared = {
    placement: { machine: "backup-1" },
    volumes: [
      {
        name: "content-repository-data",
        path: "/var/lib/pgbackrest",
        driverOptions: { type: "xfs", device: "/dev/sdb", o: "noatime" },
      },
    ],
  };
  expect(repository).toMatchObject({
    name: "content-repository",
    networks: ["content-data", "content-restore"],
    ...shared,
  });
  expect(maker).toMatchObject({ name: "content-backup", networks: ["content-data"], ...shared });
  const member = planned(restored, "restored", { content }).plan.services.find(({ name }) => name === "restored-db-3");
  expect(member?.networks).toEqual(["restored-data", "etcd", "content-restore"]);
});

test("backups in an object store use no volume, connect to the outside, and take their keys from the stack's configuration", () => {
  const { plan } = planned({ backups: { ...backups, s3 } });
  for (const service of plan.services.filter(({ image }) => image === "backup")) {
    expect(service).toMatchObject({ reachesOut: true });
    expect(service).not.toHaveProperty("volumes");
  }
  expect(plan.secrets.find(({ name }) => name === "content-repository-secret.conf")?.template).toBe(
    "[global]\nrepo1-cipher-pass={{content-cipher}}\nrepo1-s3-key={{config.s3Key}}\nrepo1-s3-key-secret={{config.s3KeySecret}}\n",
  );
  const store = file(plan, "content-repository-pgbackrest.conf")
    .split("\n")
    .filter((line) => line.startsWith("repo1-s3") || line.startsWith("repo1-type"));
  expect(store).toEqual([
    "repo1-type=s3",
    "repo1-s3-bucket=apture-backups",
    "repo1-s3-region=eu-central-1",
    "repo1-s3-endpoint=s3.eu-central-1.amazonaws.com",
    "repo1-s3-uri-style=host",
  ]);
});

test("members archive their log, and a change of the archive timeout restarts no member", () => {
  const { plan } = planned({ backups: { ...backups, archiveTimeout: "30 s" } });
  expect(JSON.parse(file(plan, "content-db-1.yml"))).toMatchObject({
    postgresql: {
      parameters: { archive_mode: "on", archive_command: 'pgbackrest --stanza=content archive-push "%p"' },
    },
  });
  expect(file(plan, "content-db-1.yml")).not.toContain("archive_timeout");
  expect(plan.desired.dynamic.postgresql.parameters).toMatchObject({ archive_timeout: 30 });
});

test("a change of the schedule alters only files of the backup services", () => {
  const [before, after] = [
    planned({ backups }).plan,
    planned({ backups: { ...backups, fullEvery: "2 d", differentialEvery: "6 h", keep: "36 h" } }).plan,
  ];
  const changed = before.configs
    .filter(({ name, content: text }) => file(after, name) !== text)
    .map(({ name }) => name);
  expect(changed).toEqual(["content-backup-pgbackrest.conf", "content-backup.json"]);
  expect(JSON.parse(file(after, "content-backup.json"))).toEqual({
    database: "content",
    members: ["content-db-1", "content-db-2"],
    fullEvery: 172_800,
    differentialEvery: 21_600,
    metricsPort: 9_102,
  });
  expect(file(after, "content-backup-pgbackrest.conf")).toContain("repo1-retention-full=2\n");
});

test.each([
  ["2026-11-25T18:30:00Z", 'restore content "2026-11-25 18:30:00+00"'],
  ["2026-11-25T18:30:00.25Z", 'restore content "2026-11-25 18:30:00.25+00"'],
  ["latest", 'restore content "latest"'],
])("a database that is restored from another one at %s is bootstrapped by %j", (to, command) => {
  const { plan } = planned({ ...restored, restoreFrom: { database: "content", to } }, "restored", { content });
  expect(JSON.parse(file(plan, "restored-db-3.yml"))).toMatchObject({
    bootstrap: { method: "restore", restore: { command, no_params: true, keep_existing_recovery_conf: true } },
  });
  expect(plan.desired.restoredFrom).toEqual({
    database: "content",
    ownerRole: "content_owner",
    appRole: "content_app",
  });
});

test("the services of a restored database have 24 h to start", () => {
  const { services } = planned(restored, "restored", { content }).plan;
  expect(services.map(({ startTimeout, health }) => [startTimeout, health.startPeriod])).toEqual(
    services.map(() => ["24 h", "24 h"]),
  );
});

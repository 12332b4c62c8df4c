import { Database } from "../../../components/database";
import { planned } from "../../../testing/fixtures/database";
import { ofType, registered } from "../../../testing/mocks/pulumi";

const made = () =>
  registered(
    (platform) => void new Database("content", { plan: planned().plan, platform }),
    ["content-data", "content-pool", "etcd"],
  );

test("registers the members, the pooler, the reconciler and their files", async () => {
  const resources = await made();
  expect(ofType(resources, "apture:database:Database").map(({ name }) => name)).toEqual(["content"]);
  expect(
    ofType(resources, "docker:index/service:Service")
      .map(({ inputs }) => inputs["name"])
      .sort(),
  ).toEqual(["test_content-db-1", "test_content-db-2", "test_content-pooler", "test_content-reconciler"]);
  expect(ofType(resources, "docker:index/serviceConfig:ServiceConfig").map(({ name }) => name)).toEqual([
    "content-db-1.yml",
    "content-db-2.yml",
    "content-route.cfg",
    "content-pgbouncer.ini",
    "content-reconciler.json",
  ]);
  expect(ofType(resources, "docker:index/secret:Secret").map(({ name }) => name)).toEqual([
    "content-passwords.yml",
    "content-db-1.key",
    "content-db-1.crt",
    "content-db-1-authority.crt",
    "content-db-2.key",
    "content-db-2.crt",
    "content-db-2-authority.crt",
    "content-pooler.key",
    "content-pooler.crt",
    "content-pooler-authority.crt",
    "content-userlist.txt",
    "content-reconciler-secrets.json",
  ]);
});

test("a member has its data in the volume of its disk and reads its passwords as its own user", async () => {
  const member = ofType(await made(), "docker:index/service:Service").find(({ name }) => name === "content-db-2");
  expect(member?.inputs).toMatchObject({
    taskSpec: {
      containerSpec: {
        image: "registry/postgres@sha256:0",
        hostname: "content-db-2",
        init: true,
        readOnly: true,
        capDrops: ["ALL"],
        stopGracePeriod: "1m",
        configs: [{ fileName: "/etc/patroni/10-member.yml" }],
        secrets: [
          { fileName: "/etc/patroni/50-passwords.yml", fileUid: "10006", fileGid: "10006", fileMode: 0o400 },
          { fileName: "/etc/postgresql/tls/host.key", fileUid: "10006", fileGid: "10006", fileMode: 0o400 },
          { fileName: "/etc/postgresql/tls/host.crt", fileUid: "10006", fileGid: "10006", fileMode: 0o400 },
          { fileName: "/etc/postgresql/tls/authority.crt", fileUid: "10006", fileGid: "10006", fileMode: 0o400 },
        ],
        mounts: expect.arrayContaining([
          {
            type: "volume",
            source: "test_content-db-2-data",
            target: "/var/lib/postgresql",
            volumeOptions: {
              driverName: "local",
              driverOptions: { type: "xfs", device: "/dev/nvme0n1", o: "noatime" },
            },
          },
        ]),
      },
      placement: { constraints: ["node.labels.apture.machine.db-2==true"] },
    },
    updateConfig: { order: "stop-first" },
  });
});

test("passwords appear only in secrets", async () => {
  const resources = await made();
  const secret = ofType(resources, "docker:index/secret:Secret").find(({ name }) => name === "content-userlist.txt");
  expect(Buffer.from(plain(secret?.inputs["data"]), "base64").toString()).toContain('"content_app" "<content-app>"');
  const others = resources.filter(({ type }) => type !== "docker:index/secret:Secret");
  expect(JSON.stringify(others)).not.toMatch(/<content-[a-z]+>/);
});

/** The value of a secret. Pulumi wraps it in an object that marks it as a secret. */
const plain = (value: unknown) =>
  String(typeof value === "object" && value !== null ? Reflect.get(value, "value") : "not a secret");

import { planCluster } from "../../../components/cluster/plan";
import { DeclarationError } from "../../../components/declaration/problems";
import { isProxyLine, maxProxyConnections } from "../../../components/haproxy/limits";
import { edited } from "../../../testing/fixtures/declarationEdits";

function problemsOf(edit: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    planCluster(edited(edit), { today: "2026-11-23" });
    return [];
  } catch (error) {
    if (error instanceof DeclarationError) return error.problems;
    throw error;
  }
}

describe("addresses of overlay networks", () => {
  const tier = (instances: number) => ({ server: "gunicorn-gevent", instances, connections: 10, memory: "128 MiB" });
  const tiers = (...instances: readonly number[]) => ({
    "machines.web-1.memory": "1024 GiB",
    "loadBalancer.weights": Object.fromEntries(instances.map((_, index) => [`tier-${index}`, 1])),
    web: Object.fromEntries(instances.map((count, index) => [`tier-${index}`, tier(count)])),
    "databases.content.connections": 200,
    "databases.content.memory": "8 GiB",
    "machines.db-1.memory": "64 GiB",
    "machines.db-2.memory": "64 GiB",
  });

  test("a network may not have more tasks than its subnet has addresses", () => {
    expect(problemsOf(tiers(64, 64, 64, 64))).toEqual([
      "The overlay networks cache (270 addresses), content-pool (276 addresses), queue (272 addresses), views-pool " +
        "(274 addresses), web (269 addresses) need more than the 253 addresses of a subnet of Swarm, for each task, " +
        "the extra task of each service in a rollout, each machine, and commands: further tasks would never start. " +
        "The largest services are tier-0 (64 tasks), tier-1 (64 tasks), tier-2 (64 tasks), tier-3 (64 tasks); " +
        "reduce their tasks by 23 or more, and enlarge those that remain.",
    ]);
  });

  test("accepts as many tasks as the problem leaves", () => {
    expect(problemsOf(tiers(64, 64, 64, 41))).toEqual([]);
    expect(problemsOf(tiers(64, 64, 64, 42))).toEqual([expect.stringContaining("reduce their tasks by 1 or more")]);
  });
});

describe("connections of HAProxy", () => {
  test.each(["maxConnections", "edgeConnections"])(
    "%s may not need more file descriptors than an engine allows",
    (setting) => {
      expect(problemsOf({ [`loadBalancer.${setting}`]: 16_000 })).toEqual([
        `loadBalancer.${setting} is 16000; use a whole number from 100 to 9,500.`,
      ]);
      expect(problemsOf({ [`loadBalancer.${setting}`]: 9_500 })).toEqual([]);
    },
  );

  test("leave file descriptors to HAProxy itself", () => {
    expect(2 * maxProxyConnections).toBeLessThanOrEqual(20_000 - 1_000);
  });
});

describe("additional lines of HAProxy's configuration", () => {
  test.each([
    "option http-ignore-probes",
    'log-format "%ci %{+Q}r"',
    "log-format 'say \"hello\"'",
    "timeout tunnel 1h # don't care",
    'log-format a\\ b\\"c',
    'errorfile 503 "/etc/haproxy/it\'s.http"',
  ])("accepts %s", (line) => expect(isProxyLine(line)).toBe(true));

  test.each([
    'log-format "%ci',
    "log-format '%ci",
    'log-format %ci"',
    'log-format "a\\"',
    "timeout tunnel 1h \\",
    "   ",
    "frontend other",
    "  backend web",
    "global",
  ])("rejects %j", (line) => {
    expect(isProxyLine(line)).toBe(false);
    expect(problemsOf({ "loadBalancer.extraDefaults": ["option http-ignore-probes", line] })).toEqual([
      `loadBalancer.extraDefaults.1 is ${JSON.stringify(line)}; use one line of HAProxy configuration, with closed ` +
        "quotes and within the section defaults.",
    ]);
  });
});

describe("block devices", () => {
  test.each(["/dev/sdb", "/dev/nvme0n1p1", "/dev/mapper/vg-pg--data", "/dev/disk/by-id/wwn-0x5000c500a:1"])(
    "accepts %s",
    (device) =>
      expect(
        problemsOf({
          "machines.db-1.disk.device": device,
          databases: onlyContent,
          "application.placement.views": "content",
        }),
      ).toEqual([]),
  );

  test.each(["sdb", " ", "/", "/dev", "/dev/", "/dev//sdb", "/dev/../etc", "/dev/sdb ", "/mnt/disk", "LABEL=data"])(
    "rejects %j",
    (device) =>
      expect(problemsOf({ "machines.db-1.disk.device": device })).toEqual([
        `machines.db-1.disk.device is ${JSON.stringify(device)}; use the path of a block device, such as "/dev/sdb".`,
      ]),
  );
});

const onlyContent = { content: { primary: "db-1", replicas: ["db-2"], connections: 32, memory: "576 MiB" } };

describe("reasons", () => {
  test.each([" ", "\t", "-", "...", "1"])("rejects %j as a reason", (reason) => {
    const use = `is ${JSON.stringify(reason)}; use a sentence that says why.`;
    expect(problemsOf({ "waivers.write-budget": { reason, until: "2027-01-31" } })).toEqual([
      `waivers.write-budget.reason ${use}`,
    ]);
    expect(problemsOf({ "databases.views.asynchronousBecause": reason })).toEqual([
      `databases.views.asynchronousBecause ${use}`,
    ]);
  });

  test("accepts a reason in any language", () => {
    expect(problemsOf({ "databases.views.asynchronousBecause": "失われてもよい" })).toEqual([]);
  });
});

describe("restores", () => {
  test("rejects databases that are restored from each other", () => {
    const of = { primary: "db-1", connections: 10, memory: "256 MiB", backups: { machine: "app-1" } };
    const problems = problemsOf({
      "machines.db-1.memory": "16 GiB",
      "machines.db-2.memory": "16 GiB",
      "machines.app-1.memory": "16 GiB",
      "databases.a": { ...of, restoreFrom: { database: "b" } },
      "databases.b": { ...of, restoreFrom: { database: "c" } },
      "databases.c": { ...of, restoreFrom: { database: "a" } },
      "databases.d": { ...of, restoreFrom: { database: "a" } },
    });
    const problem = (name: string, from: string, circle: string) =>
      `databases.${name}.restoreFrom.database is ${from}, which is restored from ${name} in turn (${circle}), so none ` +
      "of them has backups to start from; remove restoreFrom of one of them.";
    expect(problems).toEqual([
      problem("a", "b", "a from b from c from a"),
      problem("b", "c", "b from c from a from b"),
      problem("c", "a", "c from a from b from c"),
    ]);
  });

  test.each(["2026-11-24T00:00:00Z", "2999-01-01T00:00:00Z"])(
    "rejects the state of %s, which is in the future",
    (to) => {
      expect(problemsOf({ "databases.views.restoreFrom": { database: "content", to } })).toEqual([
        `databases.views.restoreFrom.to is "${to}", which is in the future; use a time in the past, or "latest".`,
      ]);
    },
  );

  test.each(["latest", "2026-11-23T23:59:59Z"])("accepts the state of %s", (to) => {
    expect(problemsOf({ "databases.views.restoreFrom": { database: "content", to } })).toEqual([]);
  });
});

describe("names and addresses of an object store", () => {
  const s3 = { bucket: "apture", region: "eu-central-1", endpoint: "s3.example.com:9000" };

  test.each<[keyof typeof s3, string, string]>([
    ["bucket", "a b", "the name of a bucket"],
    ["region", " ", "the name of a region"],
    ["endpoint", "https://s3.example.com", "a host name"],
  ])("rejects a %s of %j", (setting, value, use) => {
    expect(problemsOf({ "databases.content.backups.s3": { ...s3, [setting]: value } })).toEqual([
      `databases.content.backups.s3.${setting} is ${JSON.stringify(value)}; use ${use}.`,
    ]);
    expect(problemsOf({ "databases.content.backups.s3": s3 })).toEqual([]);
  });
});

import * as fc from "fast-check";
import { configurationPatch, isPaused, joinedMembers } from "../../../reconcilers/database/configuration";
import { absentMembers, leadership, restartNext } from "../../../reconcilers/database/differences";
import type { Member } from "../../../reconcilers/database/patroni";
import { writeTargetsIn } from "../../../reconcilers/database/pgbouncer";

const leader = (name: string, more: Partial<Member> = {}): Member => ({
  name,
  role: "leader",
  state: "running",
  lag: undefined,
  pendingRestart: false,
  ...more,
});
const replica = (name: string, more: Partial<Member> = {}): Member => ({
  name,
  role: "replica",
  state: "streaming",
  lag: 0,
  pendingRestart: false,
  ...more,
});

test.each<[string, unknown, Member[], object]>([
  ["it leads", undefined, [leader("db-1"), replica("db-2")], { kind: "as declared", leader: "db-1" }],
  ["no member leads", "db-1", [replica("db-1"), replica("db-2")], { kind: "no leader" }],
  ["there is no member", undefined, [], { kind: "no leader" }],
  ["the leader is starting", "db-1", [leader("db-1", { state: "starting" })], { kind: "no leader" }],
  [
    "it never led, and can take over",
    undefined,
    [leader("db-2"), replica("db-1")],
    { kind: "switch over", leader: "db-2" },
  ],
  [
    "another member was declared before",
    "db-2",
    [leader("db-2"), replica("db-1")],
    { kind: "switch over", leader: "db-2" },
  ],
  [
    "it streams synchronously",
    "db-2",
    [leader("db-2"), replica("db-1", { role: "sync_standby" })],
    { kind: "switch over", leader: "db-2" },
  ],
  [
    "it led, and failed over",
    "db-1",
    [leader("db-2"), replica("db-1")],
    { kind: "failed over", leader: "db-2", remark: "db-2 leads after a failover; the declared primary is db-1" },
  ],
  [
    "it has not joined yet",
    "db-2",
    [leader("db-2")],
    {
      kind: "refused",
      timeout: 120_000,
      leader: "db-2",
      reason: "db-1 cannot take over from db-2: it has not joined the cluster",
    },
  ],
  [
    "it is being cloned",
    "db-2",
    [leader("db-2"), replica("db-1", { state: "creating replica" })],
    {
      kind: "wait",
      leader: "db-2",
      reason: "db-1 cannot take over from db-2: it is creating replica, not streaming",
    },
  ],
  [
    "it is stopped",
    "db-2",
    [leader("db-2"), replica("db-1", { state: "stopped" })],
    { kind: "refused", leader: "db-2", reason: "db-1 cannot take over from db-2: it is stopped, not streaming" },
  ],
  [
    "it lags",
    "db-2",
    [leader("db-2"), replica("db-1", { lag: 1_025 })],
    {
      kind: "refused",
      leader: "db-2",
      reason: "db-1 cannot take over from db-2: it is 1025 bytes behind, more than maxLag (1024)",
    },
  ],
  [
    "its lag is unknown",
    "db-2",
    [leader("db-2"), replica("db-1", { lag: undefined })],
    {
      kind: "refused",
      leader: "db-2",
      reason: "db-1 cannot take over from db-2: its lag is unknown",
    },
  ],
])("with db-1 as declared primary: %s", (_, primary, members, expected) => {
  const declared = { primary: "db-1", members: ["db-1", "db-2"], failback: "manual", maxLag: 1_024 } as const;
  expect(leadership(declared, { primary, joined: [] }, members)).toEqual(expected);
});

test.each<[string, Member[], object]>([
  ["takes over again when it streams", [leader("db-2"), replica("db-1")], { kind: "switch over", leader: "db-2" }],
  [
    "is not waited for while it is stopped",
    [leader("db-2"), replica("db-1", { state: "stopped" })],
    { kind: "failed over", leader: "db-2", remark: "db-2 leads after a failover; the declared primary is db-1" },
  ],
])('with failback "automatic", a primary that failed over %s', (_, members, expected) => {
  const declared = { primary: "db-1", members: ["db-1", "db-2"], failback: "automatic", maxLag: 1_024 } as const;
  expect(leadership(declared, { primary: "db-1", joined: ["db-1"] }, members)).toEqual(expected);
});

test.each<[string, Member[], object]>([
  ["hands over first", [leader("db-2"), replica("db-1")], { kind: "switch over", leader: "db-2" }],
  [
    "is not removed while no member can take over",
    [leader("db-2"), replica("db-1", { state: "stopped" })],
    { kind: "refused", leader: "db-2", reason: "db-1 cannot take over from db-2: it is stopped, not streaming" },
  ],
])("a leader after a failover that is no longer declared %s", (_, members, expected) => {
  const declared = { primary: "db-1", members: ["db-1"], failback: "manual", maxLag: 1_024 } as const;
  expect(leadership(declared, { primary: "db-1", joined: ["db-1"] }, members)).toEqual(expected);
});

test.each<[string, Member[], string | undefined]>([
  ["no member where no restart is pending", [leader("db-1"), replica("db-2")], undefined],
  ["replicas first", [leader("db-1", { pendingRestart: true }), replica("db-2", { pendingRestart: true })], "db-2"],
  ["the leader last", [leader("db-1", { pendingRestart: true }), replica("db-2")], "db-1"],
])("restarts %s", (_, members, name) => expect(restartNext(members)).toBe(name));

test("finds declared members that are missing or do not stream", () => {
  const members = [leader("db-1"), replica("db-2", { state: "running" }), replica("db-9")];
  expect(absentMembers(["db-1", "db-2", "db-3"], members)).toEqual([
    { name: "db-2", text: "db-2 is running, not streaming" },
    { name: "db-3", text: "db-3 is not in the cluster" },
  ]);
  expect(absentMembers(["db-1", "db-2"], [leader("db-1"), replica("db-2")])).toEqual([]);
  expect(absentMembers(["db-1"], [leader("db-1", { state: "starting" })])).toEqual([
    { name: "db-1", text: "db-1 leads, but is starting" },
  ]);
});

test("a declared primary that has joined and is gone is refused without a longer timeout", () => {
  const declared = { primary: "db-1", members: ["db-1", "db-2"], failback: "manual", maxLag: 1_024 } as const;
  expect(leadership(declared, { primary: "db-2", joined: ["db-1", "db-2"] }, [leader("db-2")])).toEqual({
    kind: "refused",
    leader: "db-2",
    reason: "db-1 cannot take over from db-2: it has left the cluster",
  });
});

test.each<[string, object, Record<string, unknown>, unknown]>([
  [
    "is empty where nothing differs; a number may be stored as text",
    { ttl: 20, postgresql: { parameters: { max_connections: 90 } } },
    { ttl: 20, postgresql: { parameters: { max_connections: "90" } } },
    undefined,
  ],
  [
    "has only what differs",
    { ttl: 20, postgresql: { use_slots: true, parameters: { max_connections: 90 } } },
    { ttl: 30, postgresql: { use_slots: true, parameters: { max_connections: 80 } } },
    { ttl: 20, postgresql: { parameters: { max_connections: 90 } } },
  ],
  [
    "has what is missing",
    { synchronous_mode: false, postgresql: { parameters: { work_mem: "4MB" } } },
    {},
    { synchronous_mode: false, postgresql: { parameters: { work_mem: "4MB" } } },
  ],
  [
    "removes undeclared keys at every level",
    { ttl: 20, postgresql: { parameters: { max_connections: 90 } } },
    {
      ttl: 20,
      standby_cluster: { host: "elsewhere" },
      postgresql: { pg_hba: ["host all all all trust"], parameters: { max_connections: 90, fsync: "off" } },
    },
    { standby_cluster: null, postgresql: { pg_hba: null, parameters: { fsync: null } } },
  ],
  [
    "replaces a value where settings are declared",
    { postgresql: { parameters: { work_mem: "4MB" } } },
    { postgresql: { parameters: "none" } },
    { postgresql: { parameters: { work_mem: "4MB" } } },
  ],
  [
    "leaves a pause and the reconciler's own records",
    { ttl: 20 },
    { ttl: 20, pause: true, declared_primary: "db-1", joined_members: ["db-1"] },
    undefined,
  ],
])("the patch of a configuration %s", (_, desired, actual, patch) =>
  expect(configurationPatch(desired, actual)).toEqual(patch),
);

test.each<[unknown, boolean]>([
  [true, true],
  ["on", true],
  [1, true],
  [false, false],
  [undefined, false],
  ["off", false],
])("pause: %j means paused: %j", (pause, expected) => expect(isPaused({ pause })).toBe(expected));

test("a record of joined members that is not a list is empty", () => {
  expect(joinedMembers({ joined_members: ["db-1"] })).toEqual(["db-1"]);
  expect(joinedMembers({ joined_members: "db-1" })).toEqual([]);
});

/** Applies a patch as Patroni does: blocks are merged, and `null` removes a key. */
function patched(actual: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null) return patch;
  const base = typeof actual === "object" && actual !== null ? actual : {};
  const all = {
    ...base,
    ...Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, patched(Reflect.get(base, key), value)])),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** Keys of a configuration, at every level, that nobody declared. */
function undeclared(desired: unknown, actual: unknown): string[] {
  if (typeof actual !== "object" || actual === null) return [];
  return Object.entries(actual).flatMap(([key, value]) =>
    typeof desired === "object" && desired !== null && Object.hasOwn(desired, key)
      ? undeclared(Reflect.get(desired, key), value)
      : [key],
  );
}

test("a patched configuration needs no second patch, and has no undeclared key", () => {
  const setting = fc.oneof(fc.integer(), fc.boolean(), fc.string());
  const settings = fc.letrec((tie) => ({
    block: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof({ depthSize: "small" }, setting, tie("block")), {
      noNullPrototype: true,
    }),
  })).block;
  fc.assert(
    fc.property(settings, settings, (desired, actual) => {
      const blocks = [desired, actual] as Record<string, unknown>[];
      const [wanted = {}, before = {}] = blocks;
      const patch = configurationPatch(wanted, before);
      const after = (patch === undefined ? before : patched(before, patch)) as Record<string, unknown>;
      expect(configurationPatch(wanted, after)).toBeUndefined();
      expect(undeclared(wanted, after)).toEqual([]);
    }),
  );
});

test("finds in HAProxy's statistics the member that writes are routed to", () => {
  const csv = [
    "# pxname,svname,qcur,status,weight",
    "leader,FRONTEND,,OPEN,",
    "leader,content-db-1,0,DOWN,1",
    "leader,content-db-2,0,UP,1",
    "leader,content-db-3,0,MAINT (resolution),1",
    "leader,BACKEND,0,UP,1",
    "replicas,content-db-1,0,UP 1/2,1",
    "",
  ].join("\n");
  expect(writeTargetsIn(csv)).toEqual(["content-db-2"]);
  expect(writeTargetsIn("")).toEqual([]);
});

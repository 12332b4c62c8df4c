import * as fc from "fast-check";
import { absent, configurationPatch, leadership, restartNext } from "../../../reconcilers/database/differences";
import { routedTo } from "../../../reconcilers/database/haproxyStats";
import type { Member } from "../../../reconcilers/database/patroni";

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
  ["it does lead", undefined, [leader("db-1"), replica("db-2")], { kind: "as declared", leader: "db-1" }],
  ["nobody leads", "db-1", [replica("db-1"), replica("db-2")], { kind: "no leader" }],
  ["there is no member", undefined, [], { kind: "no leader" }],
  ["the leader is starting", "db-1", [leader("db-1", { state: "starting" })], { kind: "no leader" }],
  ["it never led and can", undefined, [leader("db-2"), replica("db-1")], { kind: "switch over", leader: "db-2" }],
  ["another was declared before", "db-2", [leader("db-2"), replica("db-1")], { kind: "switch over", leader: "db-2" }],
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
    { kind: "failed over", leader: "db-2", remark: "db-2 leads, db-1 is declared to: it failed over" },
  ],
  [
    "it is no member",
    "db-2",
    [leader("db-2")],
    {
      kind: "refused",
      patience: 120_000,
      leader: "db-2",
      reason: "db-2 leads, db-1 is declared to, but it is not a member (yet)",
    },
  ],
  [
    "it is being cloned",
    "db-2",
    [leader("db-2"), replica("db-1", { state: "creating replica" })],
    {
      kind: "not yet",
      leader: "db-2",
      reason: "db-2 leads, db-1 is declared to, but it is creating replica, not streaming",
    },
  ],
  [
    "it is stopped",
    "db-2",
    [leader("db-2"), replica("db-1", { state: "stopped" })],
    { kind: "refused", leader: "db-2", reason: "db-2 leads, db-1 is declared to, but it is stopped, not streaming" },
  ],
  [
    "it lags",
    "db-2",
    [leader("db-2"), replica("db-1", { lag: 1_025 })],
    {
      kind: "refused",
      leader: "db-2",
      reason: "db-2 leads, db-1 is declared to, but it is 1025 bytes behind, more than 1024 (maxLag)",
    },
  ],
  [
    "its lag is unknown",
    "db-2",
    [leader("db-2"), replica("db-1", { lag: undefined })],
    {
      kind: "refused",
      leader: "db-2",
      reason: "db-2 leads, db-1 is declared to, but it is unknown bytes behind, more than 1024 (maxLag)",
    },
  ],
])("db-1 is declared to lead: %s", (_, placed, members, expected) => {
  const declared = { primary: "db-1", members: ["db-1", "db-2"], failback: "manual", maxLag: 1_024 } as const;
  expect(leadership(declared, placed, members)).toEqual(expected);
});

test.each<[string, Member[], object]>([
  [
    "moves back by itself when it follows again",
    [leader("db-2"), replica("db-1")],
    { kind: "switch over", leader: "db-2" },
  ],
  [
    "is left alone while it is away",
    [leader("db-2"), replica("db-1", { state: "stopped" })],
    { kind: "failed over", leader: "db-2", remark: "db-2 leads, db-1 is declared to: it failed over" },
  ],
])('with failback "automatic", a primary that failed over %s', (_, members, expected) => {
  const declared = { primary: "db-1", members: ["db-1", "db-2"], failback: "automatic", maxLag: 1_024 } as const;
  expect(leadership(declared, "db-1", members)).toEqual(expected);
});

test.each<[string, Member[], object]>([
  ["gives the lead away first", [leader("db-2"), replica("db-1")], { kind: "switch over", leader: "db-2" }],
  [
    "is not removed while nobody can take over",
    [leader("db-2"), replica("db-1", { state: "stopped" })],
    { kind: "refused", leader: "db-2", reason: "db-2 leads, db-1 is declared to, but it is stopped, not streaming" },
  ],
])("a leader after a failover that is no longer declared %s", (_, members, expected) => {
  const declared = { primary: "db-1", members: ["db-1"], failback: "manual", maxLag: 1_024 } as const;
  expect(leadership(declared, "db-1", members)).toEqual(expected);
});

test.each<[string, Member[], string | undefined]>([
  ["nobody where nothing waits", [leader("db-1"), replica("db-2")], undefined],
  ["replicas first", [leader("db-1", { pendingRestart: true }), replica("db-2", { pendingRestart: true })], "db-2"],
  ["the leader last", [leader("db-1", { pendingRestart: true }), replica("db-2")], "db-1"],
])("restarts %s", (_, members, name) => expect(restartNext(members)).toBe(name));

test("names declared members that are away or not streaming", () => {
  const members = [leader("db-1"), replica("db-2", { state: "running" }), replica("db-9")];
  expect(absent(["db-1", "db-2", "db-3"], members)).toEqual(["db-2 is running", "db-3 is not a member (yet)"]);
  expect(absent(["db-1", "db-2"], [leader("db-1"), replica("db-2")])).toEqual([]);
});

test.each<[string, unknown, unknown, unknown]>([
  [
    "is nothing where all is there",
    { ttl: 20, postgresql: { parameters: { max_connections: 90 } } },
    { ttl: 20, extra: 1, postgresql: { parameters: { max_connections: "90", jit: "off" } } },
    undefined,
  ],
  [
    "holds what differs only",
    { ttl: 20, postgresql: { use_slots: true, parameters: { max_connections: 90 } } },
    { ttl: 30, postgresql: { use_slots: true, parameters: { max_connections: 80 } } },
    { ttl: 20, postgresql: { parameters: { max_connections: 90 } } },
  ],
  [
    "holds what is missing",
    { synchronous_mode: false, postgresql: { parameters: { work_mem: "4MB" } } },
    {},
    { synchronous_mode: false, postgresql: { parameters: { work_mem: "4MB" } } },
  ],
])("a patch %s", (_, desired, actual, patch) => expect(configurationPatch(desired, actual)).toEqual(patch));

/** What Patroni does with a patch, for settings that are not removed. */
function patched(actual: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null) return patch;
  const base = typeof actual === "object" && actual !== null ? actual : {};
  return {
    ...base,
    ...Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, patched(Reflect.get(base, key), value)])),
  };
}

test("after a patch there is nothing left to patch", () => {
  const setting = fc.oneof(fc.integer(), fc.boolean(), fc.string());
  const settings = fc.letrec((tie) => ({
    block: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof({ depthSize: "small" }, setting, tie("block")), {
      noNullPrototype: true,
    }),
  })).block;
  fc.assert(
    fc.property(settings, settings, (desired, actual) => {
      const patch = configurationPatch(desired, actual);
      expect(configurationPatch(desired, patch === undefined ? actual : patched(actual, patch))).toBeUndefined();
    }),
  );
});

test("reads from HAProxy's statistics which member takes the writes", () => {
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
  expect(routedTo(csv)).toEqual(["content-db-2"]);
  expect(routedTo("")).toEqual([]);
});

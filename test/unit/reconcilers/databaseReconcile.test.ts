import type { Member } from "../../../reconcilers/database/patroni";
import { type Actions, type OpenTransaction, reconcile } from "../../../reconcilers/database/reconcile";
import { switchOver } from "../../../reconcilers/database/switchover";
import { planned } from "../../../testing/fixtures/database";

const { desired } = planned().plan;
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

/** A fake database, and what the reconciler does to it, in order. */
function database(found: {
  configuration?: object;
  members?: readonly Member[];
  repairs?: readonly string[];
  oldest?: OpenTransaction;
  unreachable?: readonly string[];
}) {
  const done: string[] = [];
  const actions: Actions = {
    configuration: async () => ({
      ...desired.dynamic,
      declared_primary: "content-db-1",
      joined_members: ["content-db-1", "content-db-2"],
      ...found.configuration,
    }),
    patchConfiguration: async (patch) => void done.push(`patch ${JSON.stringify(patch)}`),
    cluster: async () => found.members ?? [leader("content-db-1"), replica("content-db-2")],
    repair: async (at) => {
      if (found.repairs !== undefined) done.push(`repair ${at}`);
      return found.repairs ?? [];
    },
    oldestTransaction: async () => found.oldest,
    unreachablePoolers: async () => found.unreachable ?? [],
    reconnectPoolers: async () => void done.push("reconnect"),
    switchOver: async (from, to) => {
      done.push(`switch ${from} to ${to}`);
      return { checkpoint: 0.1, pause: 0, switchover: 1.2, resume: 0 };
    },
    restart: async (member) => void done.push(`restart ${member}`),
    log: () => undefined,
  };
  return { done, reconcile: () => reconcile(desired, actions) };
}

test.each<[string, Parameters<typeof database>[0], object, string[]]>([
  ["changes nothing where all is as declared", {}, { state: "converged" }, []],
  ["waits for a leader", { members: [replica("content-db-1")] }, { state: "differs", reason: "no member leads" }, []],
  [
    "repairs roles at the actual leader, and has poolers open new connections",
    { members: [leader("content-db-2")], repairs: ["role content_app"] },
    { state: "differs", reason: "repaired: role content_app" },
    ["repair content-db-2", "reconnect"],
  ],
  [
    "records that the declared primary has led",
    { configuration: { declared_primary: undefined } },
    { state: "converged" },
    ['patch {"declared_primary":"content-db-1"}'],
  ],
  [
    "changes Patroni's configuration, and waits for the effect",
    { configuration: { synchronous_mode: true } },
    { state: "differs", reason: "the changed configuration takes effect" },
    ['patch {"synchronous_mode":false}'],
  ],
  [
    "restarts for a setting that requires it, one member at a time",
    { members: [leader("content-db-1", { pendingRestart: true }), replica("content-db-2", { pendingRestart: true })] },
    { state: "differs", reason: "restarted content-db-2, since a changed setting requires it" },
    ["restart content-db-2"],
  ],
  [
    "switches over to a newly declared primary",
    { configuration: { declared_primary: "content-db-2" }, members: [leader("content-db-2"), replica("content-db-1")] },
    { state: "differs", reason: "content-db-1 took over from content-db-2" },
    ["switch content-db-2 to content-db-1"],
  ],
  [
    "refuses to switch over to a member that does not stream",
    {
      configuration: { declared_primary: "content-db-2" },
      members: [leader("content-db-2"), replica("content-db-1", { state: "stopped" })],
    },
    { state: "refused", reason: "content-db-1 cannot take over from content-db-2: it is stopped, not streaming" },
    [],
  ],
  [
    "waits for a new primary that is being cloned",
    {
      configuration: { declared_primary: "content-db-2" },
      members: [leader("content-db-2"), replica("content-db-1", { state: "creating replica" })],
    },
    {
      state: "differs",
      reason: "content-db-1 cannot take over from content-db-2: it is creating replica, not streaming",
    },
    [],
  ],
  [
    "refuses to switch over while a long transaction is open",
    {
      configuration: { declared_primary: "content-db-2" },
      members: [leader("content-db-2"), replica("content-db-1")],
      oldest: { age: 34.7, owner: "content_app (workers-1)" },
    },
    {
      state: "refused",
      reason:
        "content-db-1 cannot take over from content-db-2: a transaction of content_app (workers-1) has been open for " +
        "34 s, longer than longestTransaction (10 s)",
    },
    [],
  ],
  [
    "switches over while transactions are short",
    {
      configuration: { declared_primary: "content-db-2" },
      members: [leader("content-db-2"), replica("content-db-1")],
      oldest: { age: 9.9, owner: "content_app" },
    },
    { state: "differs", reason: "content-db-1 took over from content-db-2" },
    ["switch content-db-2 to content-db-1"],
  ],
  [
    "leaves the leader after a failover, with a remark",
    { members: [leader("content-db-2"), replica("content-db-1")] },
    {
      state: "converged",
      remarks: ["content-db-2 leads after a failover; the declared primary is content-db-1"],
    },
    [],
  ],
  [
    "waits for a new member",
    {
      configuration: { joined_members: ["content-db-1"] },
      members: [leader("content-db-1"), replica("content-db-2", { state: "creating replica" })],
    },
    { state: "differs", reason: "content-db-2 is creating replica, not streaming" },
    [],
  ],
  [
    "records members that have joined, and only declared ones",
    { configuration: { joined_members: ["content-db-1", "content-db-9"] } },
    { state: "converged" },
    ['patch {"joined_members":["content-db-1","content-db-2"]}'],
  ],
  [
    "converges without a member that has joined before: the declaration before a refused one stays healthy",
    { members: [leader("content-db-1"), replica("content-db-2", { state: "stopped" })] },
    { state: "converged", remarks: ["content-db-2 is stopped, not streaming"] },
    [],
  ],
  [
    "converges without a member that Patroni no longer lists",
    { members: [leader("content-db-1")] },
    { state: "converged", remarks: ["content-db-2 is not in the cluster"] },
    [],
  ],
  [
    "refuses to switch over to a member that has left",
    { configuration: { declared_primary: "content-db-2" }, members: [leader("content-db-2")] },
    { state: "refused", reason: "content-db-1 cannot take over from content-db-2: it has left the cluster" },
    [],
  ],
  [
    "reports a pause, and does not end it",
    { configuration: { pause: true } },
    {
      state: "converged",
      remarks: ["failover is off, since Patroni is paused; `patronictl resume` in a member ends the pause"],
    },
    [],
  ],
  [
    "names the pause where no member leads",
    { configuration: { pause: true }, members: [replica("content-db-1")] },
    {
      state: "differs",
      reason:
        "no member leads, and Patroni is paused: nothing fails over; `patronictl resume` in a member ends the pause",
    },
    [],
  ],
  [
    "refuses to switch over while Patroni is paused",
    {
      configuration: { declared_primary: "content-db-2", pause: true },
      members: [leader("content-db-2"), replica("content-db-1")],
    },
    {
      state: "refused",
      reason:
        "content-db-1 cannot take over from content-db-2: Patroni is paused; " +
        "`patronictl resume` in a member ends the pause",
    },
    [],
  ],
  [
    "refuses to restart a member while Patroni is paused",
    { configuration: { pause: true }, members: [leader("content-db-1", { pendingRestart: true })] },
    {
      state: "refused",
      reason:
        "a changed setting requires a restart of content-db-1, but Patroni is paused; " +
        "`patronictl resume` in a member ends the pause",
    },
    [],
  ],
  [
    "removes configuration that nobody declared",
    { configuration: { standby_cluster: { host: "elsewhere" } } },
    { state: "differs", reason: "the changed configuration takes effect" },
    ['patch {"standby_cluster":null}'],
  ],
  [
    "refuses to switch over while a pooler does not answer, before any is paused",
    {
      configuration: { declared_primary: "content-db-2" },
      members: [leader("content-db-2"), replica("content-db-1")],
      unreachable: ["the pooler at 10.0.5.7 does not answer"],
    },
    {
      state: "refused",
      reason: "content-db-1 cannot take over from content-db-2: the pooler at 10.0.5.7 does not answer",
      timeout: 90_000,
    },
    [],
  ],
])("%s", async (_, found, outcome, done) => {
  const fake = database(found);
  expect(await fake.reconcile()).toEqual(outcome);
  expect(fake.done).toEqual(done);
});

describe("a switchover", () => {
  const steps = ["checkpoint", "pause", "untilRouted", "switchover", "resume"] as const;

  /** The steps of a switchover in which one of them fails. */
  async function run(failing?: (typeof steps)[number]): Promise<{ taken: string[]; error: string | undefined }> {
    const done: string[] = [];
    const step = (name: (typeof steps)[number]) => async () => {
      done.push(name);
      if (name === failing) throw new Error(`${name} failed`);
      // The switchover fails while the poolers wait for the new leader.
      if (name === "untilRouted" && failing === "switchover") await new Promise(() => undefined);
    };
    const error = await switchOver({
      checkpoint: step("checkpoint"),
      pause: step("pause"),
      switchover: step("switchover"),
      untilRouted: step("untilRouted"),
      resume: step("resume"),
    }).then(
      () => undefined,
      (thrown: Error) => thrown.message,
    );
    return { taken: done, error };
  }

  test("holds clients in the poolers until these route to the new leader", async () => {
    expect(await run()).toEqual({ taken: [...steps], error: undefined });
  });

  test("does not wait until Patroni reports success", async () => {
    const nothing = async () => undefined;
    const never = () => new Promise<never>(() => undefined);
    const took = await switchOver({
      checkpoint: nothing,
      pause: nothing,
      switchover: never,
      untilRouted: nothing,
      resume: nothing,
    });
    expect(Object.keys(took)).toEqual(["checkpoint", "pause", "switchover", "resume"]);
  });

  test("does not resume poolers that it has not paused", async () => {
    expect(await run("checkpoint")).toEqual({ taken: ["checkpoint"], error: "checkpoint failed" });
  });

  test.each(["pause", "switchover", "untilRouted"] as const)(
    "resumes the poolers when %s fails, and throws its error",
    async (name) => {
      const result = await run(name);
      expect(result.taken.at(-1)).toBe("resume");
      expect(result.error).toBe(`${name} failed`);
    },
  );
});

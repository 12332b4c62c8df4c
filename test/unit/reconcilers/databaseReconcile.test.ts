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

/** A database as it is found, and what the reconciler does to it, in order. */
function database(found: {
  configuration?: object;
  members?: readonly Member[];
  repairs?: readonly string[];
  oldest?: OpenTransaction;
}) {
  const done: string[] = [];
  const actions: Actions = {
    configuration: async () => ({ ...desired.dynamic, declared_primary: "content-db-1", ...found.configuration }),
    patchConfiguration: async (patch) => void done.push(`patch ${JSON.stringify(patch)}`),
    cluster: async () => found.members ?? [leader("content-db-1"), replica("content-db-2")],
    repair: async (at) => {
      if (found.repairs !== undefined) done.push(`repair ${at}`);
      return found.repairs ?? [];
    },
    oldestTransaction: async () => found.oldest,
    switchOver: async (from, to) => {
      done.push(`switch ${from} to ${to}`);
      return { checkpoint: 0.1, pause: 0, switchover: 1.2, resume: 0 };
    },
    restart: async (member) => void done.push(`restart ${member}`),
    say: () => undefined,
  };
  return { done, look: () => reconcile(desired, actions) };
}

test.each<[string, Parameters<typeof database>[0], object, string[]]>([
  ["touches nothing where all is as declared", {}, { state: "holds" }, []],
  ["waits for a leader", { members: [replica("content-db-1")] }, { state: "differs", reason: "no member leads" }, []],
  [
    "repairs roles at whoever leads, and confirms them at the next look",
    { members: [leader("content-db-2")], repairs: ["role content_app"] },
    { state: "differs", reason: "made role content_app" },
    ["repair content-db-2"],
  ],
  [
    "remembers that the declared primary led",
    { configuration: { declared_primary: undefined } },
    { state: "holds" },
    ['patch {"declared_primary":"content-db-1"}'],
  ],
  [
    "changes Patroni's configuration, and waits for what it does",
    { configuration: { synchronous_mode: true } },
    { state: "differs", reason: "the changed configuration is taking effect" },
    ['patch {"synchronous_mode":false}'],
  ],
  [
    "restarts for a setting that needs it, one member at a look",
    { members: [leader("content-db-1", { pendingRestart: true }), replica("content-db-2", { pendingRestart: true })] },
    { state: "differs", reason: "restarted content-db-2, for a setting that needs it" },
    ["restart content-db-2"],
  ],
  [
    "switches over to a primary that is newly declared",
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
    { state: "refused", reason: "content-db-2 leads, content-db-1 is declared to, but it is stopped, not streaming" },
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
      reason: "content-db-2 leads, content-db-1 is declared to, but it is creating replica, not streaming",
    },
    [],
  ],
  [
    "refuses to switch over while a transaction is open for long",
    {
      configuration: { declared_primary: "content-db-2" },
      members: [leader("content-db-2"), replica("content-db-1")],
      oldest: { age: 34.7, owner: "content_app (workers-1)" },
    },
    {
      state: "refused",
      reason:
        "content-db-2 leads, content-db-1 is declared to, but a transaction of content_app (workers-1) has been open for 34 s, longer than 10 s (longestTransaction)",
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
    "leaves the leader after a failover, and says so",
    { members: [leader("content-db-2"), replica("content-db-1")] },
    { state: "holds", remark: "content-db-2 leads, content-db-1 is declared to: it failed over" },
    [],
  ],
  [
    "waits for every member",
    { members: [leader("content-db-1"), replica("content-db-2", { state: "creating replica" })] },
    { state: "differs", reason: "content-db-2 is creating replica" },
    [],
  ],
])("%s", async (_, found, outcome, done) => {
  const fake = database(found);
  expect(await fake.look()).toEqual(outcome);
  expect(fake.done).toEqual(done);
});

describe("a switchover", () => {
  const steps = ["checkpoint", "pause", "untilRouted", "switchover", "reconnect", "resume"] as const;

  /** The steps that were taken, where one of them fails. */
  async function taken(failing?: (typeof steps)[number]): Promise<{ taken: string[]; error: string | undefined }> {
    const done: string[] = [];
    const step = (name: (typeof steps)[number]) => async () => {
      done.push(name);
      if (name === failing) throw new Error(`${name} failed`);
      // Who fails does so while the way to the new leader is being waited for.
      if (name === "untilRouted" && failing === "switchover") await new Promise(() => undefined);
    };
    const error = await switchOver({
      checkpoint: step("checkpoint"),
      pause: step("pause"),
      switchover: step("switchover"),
      untilRouted: step("untilRouted"),
      reconnect: step("reconnect"),
      resume: step("resume"),
    }).then(
      () => undefined,
      (thrown: Error) => thrown.message,
    );
    return { taken: done, error };
  }

  test("holds clients in the poolers until they lead to the new leader", async () => {
    expect(await taken()).toEqual({ taken: [...steps], error: undefined });
  });

  test("does not wait for Patroni to notice that it is over", async () => {
    const nothing = async () => undefined;
    const never = () => new Promise<never>(() => undefined);
    const took = await switchOver({
      checkpoint: nothing,
      pause: nothing,
      switchover: never,
      untilRouted: nothing,
      reconnect: nothing,
      resume: nothing,
    });
    expect(Object.keys(took)).toEqual(["checkpoint", "pause", "switchover", "resume"]);
  });

  test("that fails before the pause leaves poolers alone", async () => {
    expect(await taken("checkpoint")).toEqual({ taken: ["checkpoint"], error: "checkpoint failed" });
  });

  test.each(["pause", "switchover", "untilRouted", "reconnect"] as const)(
    "whose %s fails resumes the poolers, and says why",
    async (name) => {
      const result = await taken(name);
      expect(result.taken.at(-1)).toBe("resume");
      expect(result.error).toBe(`${name} failed`);
    },
  );
});

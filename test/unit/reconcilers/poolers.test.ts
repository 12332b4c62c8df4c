import { type Pooler, Poolers } from "../../../reconcilers/database/poolers";

/**
 * Fake poolers, and the commands that they carried out. `frozen` ones answer nothing, like a task under `docker pause`.
 */
function fakes(addresses: readonly string[], frozen: readonly string[] = []) {
  const state = { frozen, running: addresses, targets: ["db-2"] as readonly string[] };
  const done: string[] = [];
  const pooler = (address: string): Pooler => {
    const answer = async () => {
      if (state.frozen.includes(address)) throw new Error(`${address}: timeout`);
    };
    return {
      address,
      command: async (command) => {
        await answer();
        done.push(`${address} ${command}`);
      },
      writeTargets: async () => {
        await answer();
        return state.targets;
      },
    };
  };
  return { state, done, poolers: new Poolers(async () => state.running.map(pooler)) };
}

test("all poolers are reachable where each answers", async () => {
  const { poolers } = fakes(["a", "b"]);
  expect(await poolers.unreachable()).toEqual([]);
});

test("a pooler that does not answer is unreachable", async () => {
  const { poolers } = fakes(["a", "b"], ["b"]);
  expect(await poolers.unreachable()).toEqual(["the pooler at b does not answer"]);
});

test("a pooler whose router does not answer is unreachable", async () => {
  const poolers = new Poolers(async () => [
    { address: "a", command: async () => undefined, writeTargets: () => Promise.reject(new Error("refused")) },
  ]);
  expect(await poolers.unreachable()).toEqual(["the pooler at a does not answer"]);
});

test("a pooler resumes although another one froze after the pause", async () => {
  const { state, done, poolers } = fakes(["a", "b"]);
  await poolers.pause(100);
  state.frozen = ["b"];
  done.length = 0;
  await expect(poolers.resume()).rejects.toThrow("b: timeout");
  expect(done).toEqual(["a RECONNECT", "a RESUME"]);
});

test("a pooler resumes without waiting for one that does not answer", async () => {
  const done: string[] = [];
  const never = () => new Promise<never>(() => undefined);
  const poolers = new Poolers(async () => [
    { address: "a", command: never, writeTargets: never },
    { address: "b", command: async (command) => void done.push(command), writeTargets: async () => [] },
  ]);
  void poolers.resume();
  await new Promise(setImmediate);
  expect(done).toEqual(["RECONNECT", "RESUME"]);
});

test("a pooler resumes although its connections cannot be replaced", async () => {
  const done: string[] = [];
  const poolers = new Poolers(async () => [
    {
      address: "a",
      command: async (command) => {
        if (command === "RECONNECT") throw new Error("does not RECONNECT");
        done.push(command);
      },
      writeTargets: async () => [],
    },
  ]);
  await expect(poolers.resume()).rejects.toThrow("does not RECONNECT");
  expect(done).toEqual(["RESUME"]);
});

test("a paused pooler resumes although its name no longer resolves to it", async () => {
  const { state, done, poolers } = fakes(["a", "b"]);
  await poolers.pause(100);
  state.running = ["a"];
  done.length = 0;
  await poolers.resume();
  expect(done.sort()).toEqual(["a RECONNECT", "a RESUME", "b RECONNECT", "b RESUME"]);
});

test("a pooler that was replaced during the pause is no failure, and is not resumed again", async () => {
  const { state, done, poolers } = fakes(["a", "b"]);
  await poolers.pause(100);
  state.running = ["a"];
  state.frozen = ["b"];
  await poolers.resume();
  done.length = 0;
  state.frozen = [];
  await poolers.resume();
  expect(done).toEqual(["a RECONNECT", "a RESUME"]);
});

test("a pooler that froze while it was paused resumes when it answers again", async () => {
  const { state, done, poolers } = fakes(["a", "b"]);
  await poolers.pause(100);
  state.frozen = ["b"];
  await expect(poolers.resume()).rejects.toThrow("b: timeout");
  done.length = 0;
  await poolers.resumePending();
  expect(done).toEqual([]);
  state.frozen = [];
  await poolers.resumePending();
  await poolers.resumePending();
  expect(done).toEqual(["b RESUME"]);
});

test("every pooler must route to the member, and to no other", async () => {
  const { state, poolers } = fakes(["a", "b"]);
  expect(await poolers.routeTo("db-2")).toBe(true);
  state.targets = ["db-1", "db-2"];
  expect(await poolers.routeTo("db-2")).toBe(false);
});

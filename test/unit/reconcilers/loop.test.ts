import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Outcome, runLoop } from "../../../reconcilers/shared/loop";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "loop-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const holds: Outcome = { state: "holds" };
const differs = (reason: string): Outcome => ({ state: "differs", reason });

/** Runs the loop over what it finds, one look after the other, and returns what it said. `seen` is called after each look was written down. */
async function run(
  finds: readonly (Outcome | Error)[],
  seen: (look: number) => void = () => undefined,
): Promise<string[]> {
  const stopping = new AbortController();
  const said: string[] = [];
  let look = 0;
  await runLoop({
    folder,
    stop: stopping.signal,
    restingInterval: 1,
    workingInterval: 1,
    say: (line) => said.push(line),
    reconcile: async () => {
      if (look > 0) seen(look);
      const found = finds[look];
      look += 1;
      if (look >= finds.length) stopping.abort();
      if (found === undefined || found instanceof Error) throw found ?? new Error("no more looks");
      return found;
    },
  });
  return said;
}

const held = () => existsSync(join(folder, "held"));

test("says each change of what it finds once", async () => {
  const away = new Error("no member answers", { cause: new Error("connect ECONNREFUSED") });
  const found = [
    away,
    away,
    differs("no member leads"),
    holds,
    holds,
    away,
    holds,
    { state: "holds", remark: "db-2 leads" } as const,
  ];
  expect(await run(found)).toEqual([
    "unknown: no member answers: connect ECONNREFUSED",
    "differs: no member leads",
    "The desired state holds.",
    "unknown: no member answers: connect ECONNREFUSED",
    "The desired state holds.",
    "The desired state holds; db-2 leads.",
  ]);
});

test("is not healthy before the state held, and stays so when the state is gone or unknown", async () => {
  const healthy: boolean[] = [];
  await run([new Error("away"), differs("a"), holds, differs("b"), new Error("away"), holds], () =>
    healthy.push(held()),
  );
  expect(healthy).toEqual([false, false, true, true, true]);
});

test("writes down why, and when it last looked", async () => {
  const before = Math.floor(Date.now() / 1_000);
  await run([holds, differs("no member leads")]);
  expect(readFileSync(join(folder, "why"), "utf8")).toBe("differs: no member leads\n");
  expect(Number(readFileSync(join(folder, "alive"), "utf8"))).toBeGreaterThanOrEqual(before);
});

describe("a refused declaration", () => {
  const refused: Outcome = { state: "refused", reason: "db-1 is stopped" };

  /** The exit code over what it finds; what is found last goes on. */
  async function exitCode(finds: readonly Outcome[], refusalPatience: number): Promise<number> {
    const stopping = new AbortController();
    let looks = 0;
    return runLoop({
      folder,
      stop: stopping.signal,
      restingInterval: 1,
      workingInterval: 1,
      refusalPatience,
      say: () => undefined,
      reconcile: async () => {
        looks += 1;
        if (looks > 50) stopping.abort();
        return finds[Math.min(looks, finds.length) - 1] ?? holds;
      },
    });
  }

  test("ends the task, so that `pulumi up` fails with the reason", async () => {
    expect(await exitCode([differs("no member leads"), refused], 5)).toBe(1);
    expect(readFileSync(join(folder, "why"), "utf8")).toBe("refused: db-1 is stopped\n");
  });

  test("is given some time", async () => expect(await exitCode([refused, refused, holds], 60_000)).toBe(0));

  test("is given the time that its reason needs", async () => {
    expect(await exitCode([{ ...refused, patience: 60_000 }, holds], 0)).toBe(0);
    expect(await exitCode([{ ...refused, patience: 5 }], 60_000)).toBe(1);
  });

  test("is waited for once the state has held", async () => expect(await exitCode([holds, refused], 0)).toBe(0));
});

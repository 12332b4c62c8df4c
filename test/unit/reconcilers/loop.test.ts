import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Outcome, runLoop } from "../../../reconcilers/shared/loop";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "loop-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const converged: Outcome = { state: "converged" };
const differs = (reason: string): Outcome => ({ state: "differs", reason });

/**
 * Runs the loop over a list of results, and returns what it logged. `written` is called after each result was written
 * to the files.
 */
async function run(
  results: readonly (Outcome | Error)[],
  written: (count: number) => void = () => undefined,
): Promise<string[]> {
  const stopping = new AbortController();
  const logged: string[] = [];
  let count = 0;
  await runLoop({
    folder,
    stop: stopping.signal,
    restingInterval: 1,
    workingInterval: 1,
    log: (line) => logged.push(line),
    reconcile: async () => {
      if (count > 0) written(count);
      const result = results[count];
      count += 1;
      if (count >= results.length) stopping.abort();
      if (result === undefined || result instanceof Error) throw result ?? new Error("no more results");
      return result;
    },
  });
  return logged;
}

const held = () => existsSync(join(folder, "held"));

test("logs each change of the result once", async () => {
  const away = new Error("no member answers", { cause: new Error("connect ECONNREFUSED") });
  const found = [
    away,
    away,
    differs("no member leads"),
    converged,
    converged,
    away,
    converged,
    { state: "converged", remarks: ["db-2 leads", "db-1 is stopped, not streaming"] } as const,
  ];
  expect(await run(found)).toEqual([
    "unknown: no member answers: connect ECONNREFUSED",
    "differs: no member leads",
    "converged",
    "unknown: no member answers: connect ECONNREFUSED",
    "converged",
    "converged: db-2 leads; db-1 is stopped, not streaming",
  ]);
});

test("is healthy from the first convergence on, also when the state differs or is unknown later", async () => {
  const healthy: boolean[] = [];
  await run([new Error("away"), differs("a"), converged, differs("b"), new Error("away"), converged], () =>
    healthy.push(held()),
  );
  expect(healthy).toEqual([false, false, true, true, true]);
});

test("writes the result and the time of the last reconciliation", async () => {
  const before = Math.floor(Date.now() / 1_000);
  await run([converged, differs("no member leads")]);
  expect(readFileSync(join(folder, "why"), "utf8")).toBe("differs: no member leads\n");
  expect(Number(readFileSync(join(folder, "alive"), "utf8"))).toBeGreaterThanOrEqual(before);
});

describe("a refused declaration", () => {
  const refused: Outcome = { state: "refused", reason: "db-1 is stopped" };

  /** The exit code for a list of results; the last one repeats. */
  async function exitCode(results: readonly Outcome[], refusalTimeout?: number): Promise<number> {
    const stopping = new AbortController();
    let count = 0;
    return runLoop({
      folder,
      stop: stopping.signal,
      restingInterval: 1,
      workingInterval: 1,
      ...(refusalTimeout === undefined ? {} : { refusalTimeout }),
      log: () => undefined,
      reconcile: async () => {
        count += 1;
        if (count > 50) stopping.abort();
        return results[Math.min(count, results.length) - 1] ?? converged;
      },
    });
  }

  test("ends the task, so that `pulumi up` fails with the reason", async () => {
    expect(await exitCode([differs("no member leads"), refused], 5)).toBe(1);
    expect(readFileSync(join(folder, "why"), "utf8")).toBe("refused: db-1 is stopped\n");
  });

  test("may become acceptable within the timeout", async () =>
    expect(await exitCode([refused, refused, converged], 60_000)).toBe(0));

  test("uses the timeout of its reason where that has one", async () => {
    expect(await exitCode([{ ...refused, timeout: 60_000 }, converged], 0)).toBe(0);
    expect(await exitCode([{ ...refused, timeout: 5 }], 60_000)).toBe(1);
  });

  test("does not end the task after the first convergence", async () =>
    expect(await exitCode([converged, refused], 0)).toBe(0));

  test("ends the task after 15 s by default", async () => {
    let now = 1_000_000;
    const clock = jest.spyOn(Date, "now").mockImplementation(() => now);
    try {
      const code = await runLoop({
        folder,
        stop: new AbortController().signal,
        workingInterval: 1,
        log: () => undefined,
        reconcile: async () => {
          now += 5_000;
          return refused;
        },
      });
      expect({ code, after: now - 1_005_000 }).toEqual({ code: 1, after: 15_000 });
    } finally {
      clock.mockRestore();
    }
  });

  test("reports every result", async () => {
    const reported: string[] = [];
    const stopping = new AbortController();
    const results = [refused, converged];
    await runLoop({
      folder,
      stop: stopping.signal,
      restingInterval: 1,
      workingInterval: 1,
      log: () => undefined,
      report: ({ state }) => reported.push(state),
      reconcile: async () => {
        const next = results.shift();
        if (next !== undefined) return next;
        stopping.abort();
        throw new Error("away");
      },
    });
    expect(reported).toEqual(["refused", "converged", "unknown"]);
  });
});

import { isProperties, type Properties, type Value } from "../bridge/values";
import { type Operation, recording } from "./fixtures/recording";
import { scenarios } from "./fixtures/scenarios";
import { type Part, type Performance, play } from "./support/runScenario";
import { openSandbox, type Sandbox } from "./support/sandbox";

/** Parts at a time: they wait for the engine more than for the two processors of the machine. */
const SIDE_BY_SIDE = 5;

/** Long scenarios are played in parts; the first step of a later part only sets the scene. */
const SPLITS: Readonly<Record<string, readonly number[]>> = { "service-full": [4, 7] };

/**
 * Faults of the official plugin that the stand-in does not have: a delete with a short grace period fails there, and what comes
 * after starts from another state.
 */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  "service-replaced": ["alias (network)", "container label"],
};

interface Scene extends Part {
  /** The index in the scenario of its first step. */
  readonly first: number;
}

const scenes = Object.entries(scenarios).flatMap(([scenario, steps]): Scene[] => {
  const starts = [0, ...(SPLITS[scenario] ?? [])];
  return starts.map((first, part) => ({
    scenario,
    first,
    key: part === 0 ? scenario : `part${part + 1}-${scenario}`,
    steps: steps.slice(first, (starts[part + 1] ?? steps.length) + 1),
  }));
});
const longestFirst = [...scenes].sort((a, b) => cost(b) - cost(a));

/** Services take their time to converge; everything else is quick. */
function cost({ scenario, steps }: Scene): number {
  return steps.length * (scenario === "service-full" ? 4 : scenario.startsWith("service") ? 2 : 1);
}

// A machine on which others work too may be several times slower than the two to three minutes that this takes alone.
jest.setTimeout(900_000);

let sandbox: Sandbox;
const performances = new Map<string, Deferred>();
let lanes: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  sandbox = await openSandbox();
  // Played side by side, while each test waits for its own.
  const waiting = [...longestFirst];
  const lane = async (): Promise<void> => {
    for (let scene = waiting.shift(); scene !== undefined; scene = waiting.shift()) {
      const performance = play(sandbox, scene);
      performances.get(scene.key)?.start(performance);
      await Promise.allSettled([performance]);
    }
  };
  for (const { key } of scenes) performances.set(key, deferred());
  lanes = Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
});

afterAll(async () => {
  await lanes;
  await sandbox.close();
});

describe.each(scenes.map((scene) => [scene.key, scene] as const))("%s", (key, { scenario, first, steps: played }) => {
  const recorded = { steps: recording(scenario).steps.slice(first) };
  const fixed = FIXED[scenario] ?? [];
  const steps = played
    .map(({ label }, index) => [label, index] as const)
    .filter(([, index]) => first === 0 || index > 0);
  const performed = async (): Promise<Performance> => {
    const performance = performances.get(key);
    if (!performance) throw new Error(`${key} did not start`);
    return performance.done;
  };

  test.each(steps)("does the same operations: %s", async (label, index) => {
    const step = (await performed()).steps[index];
    const official = recorded.steps[index];
    if (fixed.includes(label)) expect(step?.up.exit).toBe(0);
    else
      expect({
        exit: step?.up.exit === 0,
        operations: sorted(step?.operations ?? []),
        output: step?.up.output,
      }).toEqual({
        exit: official?.exit.up === 0,
        operations: sorted(official?.operations ?? []),
        output: expect.any(String),
      });
    if (step?.preview) expect(step.preview.exit).toBe(official?.exit.preview);
  });

  test.each(steps.filter(([label]) => !fixed.includes(label)))("leaves the same service: %s", async (_label, index) => {
    const step = (await performed()).steps[index];
    expect((step?.engine ?? []).map(comparable)).toEqual((recorded.steps[index]?.engine ?? []).map(comparable));
  });

  const failing = steps.filter(([label, index]) => recorded.steps[index]?.error && !fixed.includes(label));
  if (failing.length > 0) {
    test.each(failing)("fails in the same words: %s", async (_label, index) => {
      const { output } = (await performed()).steps[index]?.up ?? { output: "" };
      for (const words of wordsOf(recorded.steps[index]?.error ?? [])) expect(output).toContain(words);
    });
  }

  test("leaves nothing behind", async () => {
    const { destroy, left } = await performed();
    expect({ ...destroy, left }).toEqual({ exit: 0, output: expect.any(String), left: "" });
  });
});

/** A performance that other tests already wait for. */
interface Deferred {
  readonly done: Promise<Performance>;
  start(performance: Promise<Performance>): void;
}

function deferred(): Deferred {
  let start: Deferred["start"] = () => undefined;
  const done = new Promise<Performance>((resolve) => (start = resolve));
  done.catch(() => undefined);
  return { done, start: (performance) => start(performance) };
}

/** The order in which resources are taken is not the plugin's. */
function sorted(operations: readonly Operation[]): Operation[] {
  return operations
    .map(({ op, resource, replaceReasons, detailedDiff }) => ({
      op,
      resource,
      ...(replaceReasons ? { replaceReasons: [...replaceReasons].sort() } : {}),
      detailedDiff: detailedDiff ?? null,
    }))
    .sort((a, b) => (a.resource < b.resource ? -1 : 1));
}

const byText = (a: Value, b: Value): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/**
 * A service spec without ids; environment variables come in any order from the official plugin, and mounts in the order of a hash
 * that has their names in it.
 */
function comparable(spec: Properties): Value {
  const change = (value: Value, name: string): Value => {
    if (Array.isArray(value))
      return ["Env", "Mounts"].includes(name)
        ? value.map((item: Value) => change(item, "")).sort(byText)
        : value.map((item: Value) => change(item, ""));
    if (isProperties(value))
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner ?? null, key)]));
    return ["Target", "SecretID", "ConfigID"].includes(name) &&
      typeof value === "string" &&
      /^[a-z0-9]{25}$/.test(value)
      ? "<id>"
      : value;
  };
  return change(spec, "");
}

/** What a user reads of an official error, without ids, times and the plugin's own marks. */
function wordsOf(lines: readonly string[]): string[] {
  const known = [
    /did not converge after/,
    /service rollback completed: rollback completed/,
    /service mode change is not allowed/,
    /network nosuchnetwork not found/,
    /Examine values at '[^']+'/,
  ];
  return known.flatMap((pattern) => [...new Set(lines.map((line) => pattern.exec(line)?.[0] ?? "").filter(Boolean))]);
}

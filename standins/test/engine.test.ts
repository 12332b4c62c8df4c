import { isProperties, type Properties, type Value } from "../bridge/values";
import { type Operation, readRecording } from "./fixtures/recording";
import { scenarios } from "./fixtures/scenarios";
import { runScenario, type ScenarioPart, type ScenarioRun } from "./support/runScenario";
import { openSandbox, type Sandbox } from "./support/sandbox";

/** More than the machine's two processors, because the parts mostly wait for the engine. */
const CONCURRENT_PARTS = 5;

/** Where long scenarios are split. The first step of a later part only prepares the next one. */
const SPLITS: Readonly<Record<string, readonly number[]>> = { "service-full": [4, 7] };

/**
 * Steps in which the official plugin has a bug that the stand-in does not have: a delete with a short grace period
 * fails, and the steps after it start from another state.
 */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  "service-replaced": ["alias (network)", "container label"],
};

interface Part extends ScenarioPart {
  /** The index of the part's first step in the scenario. */
  readonly first: number;
}

const parts = Object.entries(scenarios).flatMap(([scenario, steps]): Part[] => {
  const starts = [0, ...(SPLITS[scenario] ?? [])];
  return starts.map((first, index) => {
    const key = index === 0 ? scenario : `part${index + 1}-${scenario}`;
    const end = (starts[index + 1] ?? steps.length) + 1;
    return { scenario, first, key, prefix: `rec-${key}-`, steps: steps.slice(first, end) };
  });
});
const longestFirst = [...parts].sort((a, b) => relativeDuration(b) - relativeDuration(a));

/** Services need time to converge. All other resources are fast. */
function relativeDuration({ scenario, steps }: Part): number {
  return steps.length * (scenario === "service-full" ? 4 : scenario.startsWith("service") ? 2 : 1);
}

// The scenarios take two to three minutes on an idle machine, and several times longer on a busy one.
jest.setTimeout(900_000);

let sandbox: Sandbox;
const runs = new Map<string, Deferred>();
let workers: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  sandbox = await openSandbox("stand-in");
  // The parts run concurrently. Each test waits for its own part.
  const queue = [...longestFirst];
  const work = async (): Promise<void> => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
      const run = runScenario(sandbox, part);
      runs.get(part.key)?.start(run);
      await Promise.allSettled([run]);
    }
  };
  for (const { key } of parts) runs.set(key, deferred());
  workers = Promise.all(Array.from({ length: CONCURRENT_PARTS }, work));
});

afterAll(async () => {
  await workers;
  await sandbox.close();
});

describe.each(parts.map((part) => [part.key, part] as const))("%s", (key, part) => {
  const recorded = readRecording(part.scenario).steps.slice(part.first);
  const fixed = FIXED[part.scenario] ?? [];
  const steps = part.steps
    .map(({ label }, index) => [label, index] as const)
    .filter(([, index]) => part.first === 0 || index > 0);
  const result = async (): Promise<ScenarioRun> => {
    const run = runs.get(key);
    if (!run) throw new Error(`${key} did not start`);
    return run.done;
  };

  test.each(steps)("performs the recorded operations: %s", async (label, index) => {
    const step = (await result()).steps[index];
    const official = recorded[index];
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

  test.each(steps.filter(([label]) => !fixed.includes(label)))("leaves the recorded service: %s", async (_, index) => {
    const step = (await result()).steps[index];
    expect((step?.engine ?? []).map(comparable)).toEqual((recorded[index]?.engine ?? []).map(comparable));
  });

  const failing = steps.filter(([label, index]) => recorded[index]?.error && !fixed.includes(label));
  if (failing.length > 0) {
    test.each(failing)("fails with the recorded error: %s", async (_, index) => {
      const { output } = (await result()).steps[index]?.up ?? { output: "" };
      for (const message of messagesOf(recorded[index]?.error ?? [])) expect(output).toContain(message);
    });
  }

  test("leaves no objects in the engine", async () => {
    const { destroy, remaining } = await result();
    expect({ ...destroy, remaining }).toEqual({ exit: 0, output: expect.any(String), remaining: "" });
  });
});

/** A run for which tests can wait before it starts. */
interface Deferred {
  readonly done: Promise<ScenarioRun>;
  start(run: Promise<ScenarioRun>): void;
}

function deferred(): Deferred {
  let start: Deferred["start"] = () => undefined;
  const done = new Promise<ScenarioRun>((resolve) => {
    start = resolve;
  });
  done.catch(() => undefined);
  return { done, start: (run) => start(run) };
}

/** By resource, because the Pulumi engine decides the order of operations. */
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
 * A service spec without ids. Environment variables are sorted, because the official plugin sends them in random order.
 * Mounts are sorted, because their order follows a hash that includes their names.
 */
function comparable(spec: Properties): Value {
  const change = (value: Value, name: string): Value => {
    if (Array.isArray(value)) {
      const items = value.map((item: Value) => change(item, ""));
      return ["Env", "Mounts"].includes(name) ? items.sort(byText) : items;
    }
    if (isProperties(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner ?? null, key)]));
    }
    const isId = ["Target", "SecretID", "ConfigID"].includes(name) && /^[a-z0-9]{25}$/.test(String(value));
    return isId ? "<id>" : value;
  };
  return change(spec, "");
}

/** The parts of an official error that do not vary: no ids, times and prefixes of the plugin. */
function messagesOf(lines: readonly string[]): string[] {
  const known = [
    /did not converge after/,
    /service rollback completed: rollback completed/,
    /service mode change is not allowed/,
    /network nosuchnetwork not found/,
    /Examine values at '[^']+'/,
  ];
  return known.flatMap((pattern) => [...new Set(lines.map((line) => pattern.exec(line)?.[0] ?? "").filter(Boolean))]);
}

import { join } from "node:path";
import type { Properties } from "../bridge/values";
import { type RecordedCall, type RecordedStep, writeRecording } from "./fixtures/recording";
import { scenarios } from "./fixtures/scenarios";
import { runScenario, type StepResult } from "./support/runScenario";
import { openSandbox, readJsonLines } from "./support/sandbox";

/**
 * Records the answers of the official plugins: `npm run record -w standins -- <scenario> ...`; without a name, all scenarios.
 * Needs a Docker engine in swarm mode, and access to Pulumi's download server. `--stand-ins` records the stand-ins, to try
 * this program.
 */
async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => !arg.startsWith("--"));
  const sandbox = await openSandbox(args.includes("--stand-ins") ? "stand-in" : "official");
  try {
    for (const scenario of names.length > 0 ? names : Object.keys(scenarios)) {
      const steps = scenarios[scenario];
      if (!steps)
        throw new Error(`There is no scenario ${scenario}; choose from ${Object.keys(scenarios).join(", ")}.`);
      const callLog = (step: string): string => join(sandbox.folder, `${scenario}-${step.replace(/\W+/g, "-")}.calls`);
      const part = { scenario, steps, key: scenario, prefix: "rec-" };
      const run = await runScenario(sandbox, part, { previewAll: true, callLog });
      const recorded = run.steps.map(async (result) =>
        toRecordedStep(result, await readJsonLines(callLog(result.step))),
      );
      writeRecording({ name: scenario, steps: await Promise.all(recorded) });
      console.log(`${scenario}: ${run.steps.length} steps recorded`);
    }
  } finally {
    await sandbox.close();
  }
}

/** A line that the Pulumi engine writes for a call if PULUMI_DEBUG_GRPC is set. */
interface LoggedCall {
  readonly method?: string;
  readonly request?: Properties;
  readonly response?: Properties;
  readonly errors?: readonly string[];
}

function toRecordedStep(result: StepResult, log: readonly LoggedCall[]): RecordedStep {
  const { step, operations, preview, refresh, up, engine } = result;
  // A preview and the update after it make the same Check and Diff calls.
  const calls = new Map(log.flatMap(toRecordedCall).map((call) => [JSON.stringify(call), call]));
  const errors = up.output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("*") || /error|Examine values/.test(line));
  return {
    step,
    operations,
    exit: { preview: preview?.exit ?? 0, up: up.exit, ...(refresh ? { refresh: refresh.exit } : {}) },
    ...(up.exit === 0 ? {} : { error: errors }),
    ...(engine.length > 0 ? { engine } : {}),
    calls: [...calls.values()],
  };
}

const METHODS: readonly RecordedCall["method"][] = ["Check", "Diff", "Create", "Update", "Read"];

function toRecordedCall({ method: path = "", request = {}, response, errors }: LoggedCall): RecordedCall[] {
  const method = METHODS.find((name) => path === `/pulumirpc.ResourceProvider/${name}`);
  const urn = String(request.urn);
  if (!method || !/^(docker|random):/.test(urn.split("::")[2] ?? "")) return [];
  const { id, olds, news, properties, inputs, preview } = request as Partial<RecordedCall>;
  const { __pulumi_raw_state_delta: delta, ...state } = (response?.properties ?? {}) as Properties;
  const answer = response?.properties === undefined ? response : { ...response, properties: state };
  const call = { method, urn, id, olds, news, properties, inputs, preview, response: answer, errors, delta };
  const given = Object.entries(call).filter(([, value]) => value !== undefined);
  return [Object.fromEntries(given) as unknown as RecordedCall];
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

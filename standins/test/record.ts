import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isProperties, type Properties, type Value } from "../bridge/values";
import { RECORDINGS, type RecordedCall, type RecordedStep, writeRecording } from "./fixtures/recording";
import { scenarios } from "./fixtures/scenarios";
import { runScenario, type StepResult } from "./support/runScenario";
import { openSandbox, readJsonLines } from "./support/sandbox";

/**
 * Records the answers of the official plugins: `npm run record -w standins -- <scenario> ...`; without a name, all
 * scenarios. Needs a Docker engine in swarm mode, and access to Pulumi's download server. `--stand-ins` records the
 * stand-ins into a temporary folder instead, to test this program.
 */
async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => !arg.startsWith("--"));
  const ofStandIns = args.includes("--stand-ins");
  const folder = ofStandIns ? mkdtempSync(join(tmpdir(), "recordings-")) : RECORDINGS;
  const sandbox = await openSandbox(ofStandIns ? "stand-in" : "official");
  try {
    for (const scenario of names.length > 0 ? names : Object.keys(scenarios)) {
      const steps = scenarios[scenario];
      if (!steps)
        throw new Error(`There is no scenario ${scenario}; choose from ${Object.keys(scenarios).join(", ")}.`);
      const callLog = (step: string): string => join(sandbox.folder, `${scenario}-${step.replace(/\W+/g, "-")}.calls`);
      const part = { scenario, steps, key: scenario, prefix: "rec-" };
      const run = await runScenario(sandbox, part, { previewAll: true, callLog });
      const recorded: RecordedStep[] = [];
      const seen = new Set<string>();
      for (const result of run.steps) {
        recorded.push(toRecordedStep(result, await readJsonLines(callLog(result.step)), seen));
      }
      writeRecording(folder, { name: scenario, steps: recorded });
      console.log(`${join(folder, scenario)}.json: ${run.steps.length} steps`);
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

/** @param seen calls of the recording so far, which are not recorded again */
function toRecordedStep(result: StepResult, log: readonly LoggedCall[], seen: Set<string>): RecordedStep {
  const { step, operations, preview, refresh, up, engine } = result;
  const calls = log.flatMap(toRecordedCall).filter((call) => {
    const key = JSON.stringify(call);
    return !seen.has(key) && seen.add(key);
  });
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
    calls,
  };
}

const METHODS: readonly RecordedCall["method"][] = ["Check", "Diff", "Create", "Update", "Read"];

function toRecordedCall({ method: path = "", request = {}, response, errors }: LoggedCall): RecordedCall[] {
  const method = METHODS.find((name) => path === `/pulumirpc.ResourceProvider/${name}`);
  const urn = String(request.urn);
  if (!method || !/^(docker|random):/.test(urn.split("::")[2] ?? "")) return [];
  // The Pulumi engine logs a call before and after it is answered.
  if (response === undefined && errors === undefined) return [];
  const { id, olds, news, properties, inputs, preview } = request;
  const [answer, delta] = isProperties(response?.properties) ? withoutDelta(response.properties) : [];
  const call = {
    method,
    urn,
    id,
    olds: isProperties(olds) ? withoutDelta(olds)[0] : olds,
    news,
    properties,
    inputs,
    preview,
    response: answer === undefined ? response : { ...response, properties: answer },
    errors,
    delta,
  };
  const given = Object.entries(call).filter(([, value]) => value !== undefined);
  return [Object.fromEntries(given) as unknown as RecordedCall];
}

function withoutDelta(properties: Properties): [rest: Properties, delta: Value | undefined] {
  const { __pulumi_raw_state_delta: delta, ...rest } = properties;
  return [rest, delta];
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

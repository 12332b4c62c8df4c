import { rmSync } from "node:fs";
import * as z from "zod";
import { readCache, writeCache } from "../../lib/cacheFile";
import { inToolchain } from "../../lib/paths";
import { Problem } from "../../lib/problem";
import { printingReport } from "../../lib/report";
import { readStackConfig } from "../../lib/stackConfig";
import { type SetUp, setUp } from "../../setup";
import { configArguments, makeStack, stackCommand, stackHistory } from "../../setup/pulumi/stack";
import { planForUp } from "../../stacks/plan";
import { leaveAlone, retainedPasswords, retainedVolumes } from "../docker/retained";
import { serviceRows, serviceTable } from "../docker/services";
import { readStack, type StackState } from "../docker/swarm";
import { TaskWatch } from "../docker/taskWatch";
import { failureReport } from "../output/failureReport";
import { failedResources, readEventLog } from "../pulumi/eventLog";
import { isWorthShowing } from "../pulumi/progress";
import { resumeInterrupted } from "../pulumi/resumeInterrupted";
import { interrupted, runForeground } from "../runForeground";

export interface UpOptions {
  readonly stack: string;
  readonly yes: boolean;
  readonly refresh: boolean;
}

export async function up(options: UpOptions): Promise<number> {
  const { stack } = options;
  const report = printingReport(console.log);
  const { machines, passwords } = planForUp(stack);
  const { oneMachine } = readStackConfig(stack);
  const asks = !oneMachine && !options.yes;
  if (asks && process.stdin.isTTY !== true)
    throw new Problem(`up of ${stack} asks before it changes anything, and there is no terminal; add --yes.`);

  const ready = await setUp(report, stack, machines);
  const history = await stackHistory(ready.pulumi, stack);
  if (history === "missing")
    await report.step("Stack", (step) => makeStack(ready.pulumi, stack).then(() => step.done(`${stack}, new`)));

  const takenUp = await resumeInterrupted(ready.pulumi, ready.engine.docker, stack, history);
  if (takenUp !== 0) return takenUp;
  const refresh = options.refresh || (history === "failed" && stateIsDoubtful(stack));
  if (refresh && !options.refresh)
    console.log("\nThe last update did not see a removal end, so Pulumi looks first at what really runs.");
  const kept = history === "missing" ? [] : await retainedPasswords(ready.pulumi, stack, passwords);
  const before = await readStack(ready.engine.docker, stack);
  console.log("");
  const code = await report.step("Pulumi up", async (step) => {
    const result = await update(
      ready,
      stack,
      [...leaveAlone(kept), ...(asks ? [] : ["--yes", "--skip-preview"])],
      refresh,
    );
    step.done(outcome(result));
    return result;
  });
  if (code === 0) await showResult(ready, stack, before);
  return code === 0 ? 0 : code === interrupted ? interrupted : 1;
}

const outcome = (code: number) =>
  code === 0 ? "done" : code === interrupted ? "stopped; npm run up goes on with it" : `failed with exit code ${code}`;

const doubt = (stack: string) => `doubtful-${stack}`;

/**
 * Whether the state may not tell what the engine has. An update that was rolled back is not such a case: the state has the inputs
 * that failed, so the next update is a whole one. A refresh is no good habit: what an engine fills in by itself shows as a change.
 */
const stateIsDoubtful = (stack: string): boolean => readCache(doubt(stack), z.boolean()) === true;

/**
 * Services wait for each other while they start, not in Pulumi's graph, so all of them must be under way at once: with Pulumi's
 * default of 4 for each core, those that wait would take the places of those that they wait for.
 */
const parallel = "1000";

async function update(
  { pulumi, engine }: SetUp,
  stack: string,
  more: readonly string[],
  refresh: boolean,
): Promise<number> {
  const eventLog = inToolchain(`events-${stack}.json`);
  rmSync(eventLog, { force: true });
  const watch = new TaskWatch(engine.docker, stack);
  const args = [
    "up",
    "--stack",
    stack,
    ...configArguments(pulumi, stack),
    "--parallel",
    parallel,
    "--event-log",
    eventLog,
    "--suppress-outputs",
  ];
  const code = await runForeground(
    pulumi.path,
    [...args, ...more, ...(refresh ? ["--refresh"] : []), ...(process.stdout.isTTY ? [] : ["--suppress-progress"])],
    // The event log is an option for tools, which the CLI shows and takes only with this.
    { ...pulumi.env, PULUMI_DEBUG_COMMANDS: "true" },
    { shows: isWorthShowing },
  );
  const tasks = await watch.end();
  if (code !== 0) {
    const rows = serviceRows(stack, await readStack(engine.docker, stack));
    const resources = failedResources(readEventLog(eventLog));
    // A removal that the engine finishes after the provider has given up on it.
    writeCache(
      doubt(stack),
      resources.some(({ operation }) => operation === "delete"),
    );
    if (code !== interrupted && resources.some(({ type }) => !type.startsWith("pulumi:")))
      console.error(`\n${failureReport(resources, tasks, rows)}\n`);
  } else writeCache(doubt(stack), false);
  rmSync(eventLog, { force: true });
  return code;
}

async function showResult({ pulumi, engine }: SetUp, stack: string, before: StackState): Promise<void> {
  const json = await stackCommand(pulumi, ["stack", "output", "--stack", stack, "--json"]);
  const { url } = z.object({ url: z.string().optional() }).parse(JSON.parse(json));
  const now = await readStack(engine.docker, stack);
  console.log(`\n${serviceTable(serviceRows(stack, now))}`);
  for (const line of retainedVolumes(stack, before, now)) console.log(`\n${line}`);
  if (url !== undefined) console.log(`\n${stack} is up: ${url}`);
}

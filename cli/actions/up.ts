import { rmSync } from "node:fs";
import * as z from "zod";
import { readCache, writeCache } from "../../lib/cacheFile";
import { inToolchain } from "../../lib/paths";
import { Problem } from "../../lib/problem";
import { printingReport } from "../../lib/report";
import { readStackConfig } from "../../lib/stackConfig";
import { type SetUp, setUp } from "../../setup";
import { configArguments, createStack, stackCommand, stackHistory } from "../../setup/pulumi/stack";
import { planForUp } from "../../stacks/plan";
import { excluding, retainedPasswords, retainedVolumes } from "../docker/retained";
import { serviceRows, serviceTable } from "../docker/services";
import { readStack, type StackState } from "../docker/swarm";
import { TaskWatch } from "../docker/taskWatch";
import { failureReport } from "../output/failureReport";
import { failedResources, readEventLog } from "../pulumi/eventLog";
import { requireOwnState } from "../pulumi/ownState";
import { isWorthShowing } from "../pulumi/progress";
import { resumeInterrupted } from "../pulumi/resumeInterrupted";
import { interrupted, runForeground } from "../terminal/runForeground";

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
  const confirms = !oneMachine && !options.yes;
  if (confirms && process.stdin.isTTY !== true)
    throw new Problem(`up of ${stack} needs a confirmation, but there is no terminal; add --yes.`);

  const ready = await setUp(report, stack, {
    machines,
    check: (engine, pulumi) => requireOwnState(engine, stack, pulumi),
  });
  const history = await stackHistory(ready.pulumi, stack);
  if (history === "missing")
    await report.step("Stack", (step) => createStack(ready.pulumi, stack).then(() => step.done(`${stack}, created`)));

  const resumed = await resumeInterrupted(ready.pulumi, ready.engine.docker, stack, history);
  if (resumed !== 0) return resumed;
  const refresh = options.refresh || (history === "failed" && needsRefresh(stack));
  if (refresh && !options.refresh) console.log("\nA deletion failed in the last update. Refreshing the state first.");
  const retained = history === "missing" ? [] : await retainedPasswords(ready.pulumi, stack, passwords);
  const before = await readStack(ready.engine.docker, stack);
  console.log("");
  const code = await report.step("Pulumi up", async (step) => {
    const result = await update(
      ready,
      stack,
      [...excluding(retained), ...(confirms ? [] : ["--yes", "--skip-preview"])],
      refresh,
    );
    step.done(outcome(result));
    return result;
  });
  if (code === 0) await showResult(ready, stack, before);
  return code === 0 ? 0 : code === interrupted ? interrupted : 1;
}

const outcome = (code: number) =>
  code === 0
    ? "done"
    : code === interrupted
      ? "interrupted; run npm run up to resume"
      : `failed with exit code ${code}`;

const refreshFlag = (stack: string) => `doubtful-${stack}`;

/**
 * Whether the state may differ from the engine after the last update. A rollback needs no refresh: the state has the
 * failed inputs, so the next update applies them again. Unnecessary refreshes are avoided, because defaults of the
 * engine would appear as changes.
 */
const needsRefresh = (stack: string): boolean => readCache(refreshFlag(stack), z.boolean()) === true;

/**
 * Services wait for each other at run time and not in Pulumi's graph, so all of them must be created at once. With
 * Pulumi's default of 4 operations for each core, waiting services would block those that they wait for.
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
    // The CLI accepts --event-log only with this variable.
    { ...pulumi.env, PULUMI_DEBUG_COMMANDS: "true" },
    { shows: isWorthShowing },
  );
  const tasks = await watch.end();
  if (code !== 0) {
    const rows = serviceRows(stack, await readStack(engine.docker, stack));
    const resources = failedResources(readEventLog(eventLog));
    // The engine may complete a deletion after the provider has timed out.
    writeCache(
      refreshFlag(stack),
      resources.some(({ operation }) => operation === "delete"),
    );
    if (code !== interrupted && resources.some(({ type }) => !type.startsWith("pulumi:")))
      console.error(`\n${failureReport(resources, tasks, rows)}\n`);
  } else writeCache(refreshFlag(stack), false);
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

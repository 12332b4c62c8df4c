import { rmSync } from "node:fs";
import type Docker from "dockerode";
import { inToolchain } from "../../lib/paths";
import { printingReport } from "../../lib/report";
import { readStackConfig } from "../../lib/stackConfig";
import { setUpPulumi } from "../../setup";
import { requireEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import type { PulumiCli } from "../../setup/pulumi/environment";
import { configArguments, stackCommand, stackHistory } from "../../setup/pulumi/stack";
import { removeVolume, volumesOf } from "../docker/volumes";
import { readEventLog } from "../pulumi/eventLog";
import { requireOwnState } from "../pulumi/ownState";
import { isWorthShowing } from "../pulumi/progress";
import { resumeInterrupted } from "../pulumi/resumeInterrupted";
import { confirm } from "../terminal/confirm";
import { interrupted, runForeground } from "../terminal/runForeground";

export interface DownOptions {
  readonly stack: string;
  readonly volumes: boolean;
  readonly yes: boolean;
}

/** The engine releases the containers and networks of a removed service after a moment. */
const attempts = 3;
const transientErrors = /in use|active endpoints|context deadline exceeded/;

export async function down({ stack, volumes, yes }: DownOptions): Promise<number> {
  const config = readStackConfig(stack);
  const host = engineHost(config.dockerHost);
  const { docker } = await requireEngine(host);
  const report = printingReport(console.log);
  const pulumi = await setUpPulumi(report, host);
  await requireOwnState({ docker, host }, stack, pulumi);
  const history = await stackHistory(pulumi, stack);
  const exists = history !== "missing";
  const volumesToDelete = volumes ? await volumesOf(docker, stack) : [];
  if (volumesToDelete.length > 0 && !yes) await confirmDown(stack, volumesToDelete);
  else if (!config.oneMachine && !yes && exists) await confirmDown(stack, []);

  if (!exists) console.log(`The stack ${stack} does not exist.`);
  else {
    const resumed = await resumeInterrupted(pulumi, docker, stack, history);
    if (resumed !== 0) return resumed;
    // Passwords are protected because the data in the volumes needs them. They are deleted with the volumes.
    if (volumes) await stackCommand(pulumi, ["state", "unprotect", "--all", "--yes", "--stack", stack]);
    const code = await report.step("Pulumi destroy", async (step) => {
      const result = await destroy(pulumi, stack, volumes);
      step.done(result === 0 ? "done" : `failed with exit code ${result}`);
      return result;
    });
    if (code !== 0) return code === interrupted ? interrupted : 1;
  }
  await (volumes ? deleteVolumes(docker, volumesToDelete) : showVolumes(docker, stack));
  return 0;
}

async function destroy(pulumi: PulumiCli, stack: string, everything: boolean): Promise<number> {
  const eventLog = inToolchain(`events-${stack}-down.json`);
  const args = [
    "destroy",
    "--stack",
    stack,
    ...configArguments(pulumi, stack),
    "--yes",
    "--skip-preview",
    "--event-log",
    eventLog,
  ];
  for (let attempt = 1; ; attempt += 1) {
    rmSync(eventLog, { force: true });
    const options = [
      ...(everything ? [] : ["--exclude-protected"]),
      ...(attempt === 1 ? [] : ["--refresh"]),
      ...(process.stdout.isTTY ? [] : ["--suppress-progress"]),
    ];
    const code = await runForeground(
      pulumi.path,
      [...args, ...options],
      { ...pulumi.env, PULUMI_DEBUG_COMMANDS: "true" },
      { shows: isWorthShowing },
    );
    const retry =
      code !== 0 && code !== interrupted && attempt < attempts && transientErrors.test(readEventLog(eventLog));
    rmSync(eventLog, { force: true });
    if (!retry) return code;
    console.log(`\nA resource was still in use. Retrying (attempt ${attempt + 1} of ${attempts}).`);
  }
}

async function confirmDown(stack: string, volumesToDelete: readonly string[]): Promise<void> {
  const what =
    volumesToDelete.length === 0
      ? `removes all services of ${stack}`
      : `removes all services of ${stack} and deletes the data in:\n  ${volumesToDelete.join("\n  ")}`;
  await confirm(what, stack, "nothing was changed");
}

async function showVolumes(docker: Docker, stack: string): Promise<void> {
  const retained = await volumesOf(docker, stack);
  if (retained.length === 0) return;
  console.log(`\nThe data is retained in ${retained.length} volumes on this engine:\n  ${retained.join("\n  ")}`);
  console.log(`To delete them, run npm run down -- -s ${stack} --volumes.`);
}

async function deleteVolumes(docker: Docker, names: readonly string[]): Promise<void> {
  if (names.length > 0) console.log(`\nDeleting ${names.length} volumes:\n  ${names.join("\n  ")}`);
  for (const name of names) await removeVolume(docker, name);
  console.log("All data volumes on this engine are deleted. On other machines, delete them with docker volume rm.");
}

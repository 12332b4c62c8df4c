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
import { confirm } from "../confirm";
import { removeVolume, volumesOf } from "../docker/volumes";
import { readEventLog } from "../pulumi/eventLog";
import { isWorthShowing } from "../pulumi/progress";
import { resumeInterrupted } from "../pulumi/resumeInterrupted";
import { interrupted, runForeground } from "../runForeground";

export interface DownOptions {
  readonly stack: string;
  readonly volumes: boolean;
  readonly yes: boolean;
}

/** The engine lets go of a removed service's containers, and so of its networks, after a moment. */
const attempts = 3;
const passing = /in use|active endpoints|context deadline exceeded/;

export async function down({ stack, volumes, yes }: DownOptions): Promise<number> {
  const config = readStackConfig(stack);
  const host = engineHost(config.dockerHost);
  const { docker } = await requireEngine(host);
  const report = printingReport(console.log);
  const pulumi = await setUpPulumi(report, host);
  const history = await stackHistory(pulumi, stack);
  const exists = history !== "missing";
  const doomed = volumes ? await volumesOf(docker, stack) : [];
  if (doomed.length > 0 && !yes) await confirmDown(stack, doomed);
  else if (!config.oneMachine && !yes && exists) await confirmDown(stack, []);

  if (!exists) console.log(`The stack ${stack} does not exist; there is nothing to take down.`);
  else {
    const takenUp = await resumeInterrupted(pulumi, docker, stack, history);
    if (takenUp !== 0) return takenUp;
    // Passwords are protected: they belong to the data in the volumes, and go with them.
    if (volumes) await stackCommand(pulumi, ["state", "unprotect", "--all", "--yes", "--stack", stack]);
    const code = await report.step("Pulumi destroy", async (step) => {
      const result = await destroy(pulumi, stack, volumes);
      step.done(result === 0 ? "done" : `failed with exit code ${result}`);
      return result;
    });
    if (code !== 0) return code === interrupted ? interrupted : 1;
  }
  await (volumes ? deleteVolumes(docker, doomed) : showVolumes(docker, stack));
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
    const again = code !== 0 && code !== interrupted && attempt < attempts && passing.test(readEventLog(eventLog));
    rmSync(eventLog, { force: true });
    if (!again) return code;
    console.log(`\nSomething was still in use; trying again (${attempt + 1} of ${attempts}).`);
  }
}

async function confirmDown(stack: string, doomed: readonly string[]): Promise<void> {
  const what =
    doomed.length === 0
      ? `takes ${stack} down`
      : `takes ${stack} down and deletes the data in:\n  ${doomed.join("\n  ")}`;
  await confirm(what, stack, "nothing was changed");
}

async function showVolumes(docker: Docker, stack: string): Promise<void> {
  const kept = await volumesOf(docker, stack);
  if (kept.length === 0) return;
  console.log(`\nThe data stays, in ${kept.length} volumes of this engine:\n  ${kept.join("\n  ")}`);
  console.log(`npm run down -- -s ${stack} --volumes deletes them.`);
}

async function deleteVolumes(docker: Docker, names: readonly string[]): Promise<void> {
  if (names.length > 0) console.log(`\nDeleting ${names.length} volumes:\n  ${names.join("\n  ")}`);
  for (const name of names) await removeVolume(docker, name);
  console.log("No data volume of this engine is left. Those of other machines are deleted there: docker volume rm.");
}

import type Docker from "dockerode";
import { dataFolder, walFolder } from "../../components/database/layout";
import { listed } from "../../components/declaration/text";
import type { DesiredDatabase } from "../../contracts/desiredDatabase";
import { type DiskMeasurement, slowerThanDeclared } from "../../contracts/diskMeasurements";
import { verifyDiskLine } from "../../contracts/verifyDisk";
import { messageOf, Problem } from "../../lib/problem";
import { readStackConfig } from "../../lib/stackConfig";
import { requireEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import { planOf } from "../declaration/plan";
import { notRunning, readStack, type StackState, shortName } from "../docker/swarm";
import { runSwarmJob } from "../docker/swarmJob";
import { diskTable, type VolumeRow } from "../output/diskTable";
import { confirm } from "../terminal/confirm";
import { UsageError } from "../usageError";

export interface VerifyDiskOptions {
  readonly stack: string;
  /** Only this member. @default all */
  readonly member: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
}

/** A declared member with the declared performance of its volumes. */
interface Member {
  readonly name: string;
  readonly database: string;
  readonly disks: DesiredDatabase["disks"][string];
}

/** 25 s for each of two volumes (images/postgres/verify-disk). The rest is for scheduling the task. */
const timeout = 120_000;

/**
 * Measures members one after another, because members on the same machine share its disk, and to slow down only one
 * member of a database.
 * @returns 1 if a disk is slower than declared or could not be measured, else 0
 */
export async function verifyDisk({ stack, member: only, yes, json }: VerifyDiskOptions): Promise<number> {
  const members = membersOf(stack, only);
  const { docker, host } = await requireEngine(engineHost(readStackConfig(stack).dockerHost));
  const state = await readStack(docker, stack);
  if (state.services.length === 0) throw new Problem(notRunning(stack, host));
  if (!yes) await confirmMeasuring(stack, members);

  const rows: VolumeRow[] = [];
  const problems: string[] = [];
  for (const member of members) {
    if (!json) console.log(`Measuring the disk of ${member.name} ...`);
    try {
      rows.push(...rowsOf(member, await measure(docker, stack, state, member)));
    } catch (error) {
      problems.push(`${member.name}: ${messageOf(error)}`);
    }
  }
  const slow = rows.flatMap(({ member, volume, declared, measured }) =>
    slowerThanDeclared(member, volume, declared, measured),
  );
  if (json) console.log(JSON.stringify({ stack, volumes: rows, slower: slow, problems }, undefined, 2));
  else console.log(["", ...(rows.length === 0 ? [] : [diskTable(rows)]), ...slow, ...problems].join("\n"));
  return slow.length + problems.length === 0 ? 0 : 1;
}

function membersOf(stack: string, only: string | undefined): Member[] {
  const all = planOf(stack).databases.flatMap(({ desired: { database, disks } }) =>
    Object.entries(disks).map(([name, declared]): Member => ({ name, database, disks: declared })),
  );
  if (only === undefined) return all;
  const chosen = all.filter(({ name }) => name === only);
  if (chosen.length === 0)
    throw new UsageError(
      `${stack} declares no member ${only}; use ${listed(
        all.map(({ name }) => name),
        false,
      )}.`,
    );
  return chosen;
}

function rowsOf({ name, disks }: Member, { at, volumes }: DiskMeasurement): VolumeRow[] {
  return (["data", "wal"] as const).flatMap((volume) => {
    const [declared, measured] = [disks[volume], volumes[volume]];
    return declared === undefined || measured === undefined
      ? []
      : [{ member: name, volume, at: Date.parse(at) / 1_000, declared, measured }];
  });
}

/** Runs a measurement on the machine of a member, with its volumes. */
async function measure(
  docker: Docker,
  stack: string,
  { services, tasks }: StackState,
  { name, database, disks }: Member,
): Promise<DiskMeasurement> {
  const service = services.find(({ Spec }) => shortName(stack, Spec.Name) === name);
  const runs = tasks.some(
    (task) => task.ServiceID === service?.ID && task.DesiredState === "running" && task.Status.State === "running",
  );
  // If the member does not run, its volume may not exist and would be created.
  if (service === undefined || !runs) throw new Problem("not running, so its disk was not measured.");
  const folders = [`data=${dataFolder}`, ...(disks.wal === undefined ? [] : [`wal=${walFolder}`])];
  const lines = await runSwarmJob(docker, {
    stack,
    services,
    name: "verify-disk",
    image: "postgres",
    command: ["verify-disk"],
    sameMachineAs: service,
    args: folders,
    networks: [`${database}-data`],
    timeout,
  });
  const [answer] = (lines ?? [])
    .filter((line) => line.startsWith("{"))
    .map((line) => verifyDiskLine.parse(JSON.parse(line)));
  if (answer === undefined) throw new Error(`the measurement is incomplete: ${(lines ?? []).slice(-3).join("; ")}`);
  if ("problem" in answer) throw new Problem(`${answer.problem}.`);
  return answer.measured;
}

async function confirmMeasuring(stack: string, members: readonly Member[]): Promise<void> {
  const what =
    `saturates the disks of ${members.map(({ name }) => name).join(", ")} for half a minute each, while ${stack} ` +
    "uses them.";
  await confirm(what, "yes", "nothing was measured");
}

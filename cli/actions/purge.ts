import { repositoryHost } from "../../components/backup/pgbackrest";
import { type ForgetRequest, forgetLine } from "../../contracts/forgetDatabase";
import { programPath } from "../../contracts/reconcilerFiles";
import { Problem } from "../../lib/problem";
import { printingReport } from "../../lib/report";
import { readStackConfig } from "../../lib/stackConfig";
import { setUpPulumi } from "../../setup";
import { requireEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import { stackCommand } from "../../setup/pulumi/stack";
import { planOf } from "../declaration/plan";
import { retainedPasswords } from "../docker/retained";
import { readStack, shortName } from "../docker/swarm";
import { runSwarmJob } from "../docker/swarmJob";
import { removeVolume, volumesOf } from "../docker/volumes";
import { confirm } from "../terminal/confirm";

export interface PurgeOptions {
  readonly stack: string;
  readonly database: string;
  readonly yes: boolean;
}

/** One request to etcd. The rest is for scheduling the task. */
const timeout = 60_000;

const parseLine = (line: string) => (line.startsWith("{") ? [forgetLine.parse(JSON.parse(line))] : []);

/**
 * Permanently deletes what an undeclared database left: volumes, including its backups; passwords, including the key of
 * external backups; and its keys in etcd, which would make a new database of that name wait for a leader that does not
 * exist.
 */
export async function purge({ stack, database, yes }: PurgeOptions): Promise<number> {
  const plan = planOf(stack);
  const host = engineHost(readStackConfig(stack).dockerHost);
  const { docker } = await requireEngine(host);
  const { services } = await readStack(docker, stack);
  const members = services
    .map(({ Spec }) => shortName(stack, Spec.Name))
    .filter((name) => isMemberOf(database, name, machineNames(plan)));
  if (plan.databases.some(({ endpoint }) => endpoint.name === database) || members.length > 0) {
    throw new Problem(
      `${database} is declared or still runs; remove it from stacks/${stack}.ts and run npm run up -- -s ` +
        `${stack} first.`,
    );
  }
  const volumes = (await volumesOf(docker, stack)).filter((name) =>
    isVolumeOf(database, shortName(stack, name), machineNames(plan)),
  );
  const pulumi = await setUpPulumi(printingReport(console.log), host);
  const passwords = (await retainedPasswords(pulumi, stack, plan.passwords)).filter((urn) =>
    isPasswordOf(database, urn),
  );
  if (volumes.length + passwords.length === 0) throw new Problem(`there is no data of ${database}.`);
  const key = passwords.some((urn) => urn.endsWith(`${database}-cipher`))
    ? "\nIt also deletes the encryption key. Without it, no backup of the database can be restored."
    : "";
  if (!yes)
    await confirm(
      `deletes the data of ${database} in:\n  ${volumes.join("\n  ")}${key}`,
      database,
      "nothing was deleted",
    );

  for (const name of volumes) await removeVolume(docker, name);
  const endpoints = plan.etcd.endpoints.map((endpoint) => `http://${endpoint}`);
  const args = [programPath("forget"), JSON.stringify({ endpoints, database } satisfies ForgetRequest)];
  const [answer] = (
    (await runSwarmJob(docker, { stack, services, name: "purge", args, networks: ["etcd"], timeout })) ?? []
  ).flatMap(parseLine);
  if (answer === undefined || "problem" in answer)
    throw new Problem(
      `the keys of ${database} in etcd could not be deleted: ${answer?.problem ?? "no answer"}. Its volumes ` +
        "are deleted; run this command again.",
    );
  if (passwords.length > 0)
    await stackCommand(pulumi, ["state", "delete", ...passwords, "--force", "--yes", "--stack", stack]);
  console.log(
    `Deleted ${database}: ${volumes.length} volumes on this engine, ${answer.deleted} keys in etcd, ` +
      `${passwords.length} passwords. On other machines, delete its volumes with docker volume rm.`,
  );
  return 0;
}

const machineNames = ({ machines }: { machines: readonly { readonly name: string }[] }) =>
  machines.map(({ name }) => name);

/**
 * Whether a service is a member of the database. Its name must end with a declared machine, to exclude databases with a
 * similar name.
 */
function isMemberOf(database: string, service: string, machines: readonly string[]): boolean {
  return machines.some((machine) => service === `${database}-${machine}`);
}

export function isVolumeOf(database: string, volume: string, machines: readonly string[]): boolean {
  return (
    isMemberOf(database, volume.replace(/-(data|wal)$/, ""), machines) || volume === `${repositoryHost(database)}-data`
  );
}

/** Passwords and the key of the backups are named after the database and a role of one word. */
export function isPasswordOf(database: string, urn: string): boolean {
  const name = urn.split("::").at(-1) ?? "";
  return name.startsWith(`${database}-`) && /^[a-z]+$/.test(name.slice(database.length + 1));
}

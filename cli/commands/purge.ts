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
import { UsageError } from "../arguments";
import { confirm } from "../confirm";
import { retainedPasswords } from "../docker/retained";
import { readStack, shortName } from "../docker/swarm";
import { runSwarmJob } from "../docker/swarmJob";
import { removeVolume, volumesOf } from "../docker/volumes";
import { planOf } from "../planOf";

export interface PurgeOptions {
  readonly stack: string;
  readonly database: string | undefined;
  readonly yes: boolean;
}

/** One question to etcd; the rest is for the task to find its place. */
const patience = 60_000;

const understood = (line: string) => (line.startsWith("{") ? [forgetLine.parse(JSON.parse(line))] : []);

/**
 * Deletes for good what a database leaves that is declared no longer: volumes, backups among them; passwords, and the key of backups that are
 * elsewhere; and what etcd knows of it, with which a new one of its name would wait for a leader that never comes.
 */
export async function purge({ stack, database, yes }: PurgeOptions): Promise<number> {
  if (database === undefined)
    throw new UsageError("forget needs the name of a database; npm run forget -- --help lists what it takes.");
  const plan = planOf(stack);
  const host = engineHost(readStackConfig(stack).dockerHost);
  const { docker } = await requireEngine(host);
  const { services } = await readStack(docker, stack);
  const members = services
    .map(({ Spec }) => shortName(stack, Spec.Name))
    .filter((name) => isOf(database, name, machineNames(plan)));
  if (plan.databases.some(({ endpoint }) => endpoint.name === database) || members.length > 0) {
    throw new Problem(
      `${database} is declared, or still runs; take it out of stacks/${stack}.ts and run npm run up -- -s ${stack} first.`,
    );
  }
  const volumes = (await volumesOf(docker, stack)).filter((name) =>
    isVolumeOf(database, shortName(stack, name), machineNames(plan)),
  );
  const pulumi = await setUpPulumi(printingReport(console.log), host);
  const passwords = (await retainedPasswords(pulumi, stack, plan.passwords)).filter((urn) =>
    isPasswordOf(database, urn),
  );
  if (volumes.length + passwords.length === 0) throw new Problem(`nothing is left of ${database}.`);
  const key = passwords.some((urn) => urn.endsWith(`${database}-cipher`))
    ? "\nand the key without which no backup of it can be read, wherever that is."
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
    (await runSwarmJob(docker, { stack, services, what: "forget", args, networks: ["etcd"], patience })) ?? []
  ).flatMap(understood);
  if (answer === undefined || "problem" in answer)
    throw new Problem(
      `etcd did not forget ${database}: ${answer?.problem ?? "no answer"}. Its volumes are deleted; try again.`,
    );
  if (passwords.length > 0)
    await stackCommand(pulumi, ["state", "delete", ...passwords, "--force", "--yes", "--stack", stack]);
  console.log(
    `${database} is forgotten: ${volumes.length} volumes of this engine, ${answer.deleted} keys of etcd, ${passwords.length} passwords. Volumes on other machines are deleted there: docker volume rm.`,
  );
  return 0;
}

const machineNames = ({ machines }: { machines: readonly { readonly name: string }[] }) =>
  machines.map(({ name }) => name);

/** Whether a service is a member of the database: on a declared machine, so that no other database is meant whose name begins alike. */
function isOf(database: string, service: string, machines: readonly string[]): boolean {
  return machines.some((machine) => service === `${database}-${machine}`);
}

export function isVolumeOf(database: string, volume: string, machines: readonly string[]): boolean {
  return isOf(database, volume.replace(/-(data|wal)$/, ""), machines) || volume === `${repositoryHost(database)}-data`;
}

/** Passwords are called after their database and a role of one word, and so is the key of its backups. */
export function isPasswordOf(database: string, urn: string): boolean {
  const name = urn.split("::").at(-1) ?? "";
  return name.startsWith(`${database}-`) && /^[a-z]+$/.test(name.slice(database.length + 1));
}

import { readFileSync, writeFileSync } from "node:fs";
import type Docker from "dockerode";
import { type ClusterSpec, clusterSchema } from "../../components/cluster/spec";
import type { DatabasePlan } from "../../components/database/plan";
import { type ArchiveNowRequest, archiveNowLine } from "../../contracts/archiveNow";
import type { BackupStatus } from "../../contracts/clusterStatus";
import { authorityPath, passwordsPath, programPath } from "../../contracts/reconcilerFiles";
import { inProject } from "../../lib/paths";
import { messageOf, Problem } from "../../lib/problem";
import { readStackConfig } from "../../lib/stackConfig";
import { requireEngine } from "../../setup/engine/ensure";
import { engineHost } from "../../setup/engine/host";
import { declarationOf } from "../../stacks/declarations";
import { planDeclaration, planStack } from "../../stacks/plan";
import { withRestored } from "../declaration/stackFile";
import { probe } from "../docker/probe";
import { latestSecret } from "../docker/secrets";
import { notRunning, readStack, type Service } from "../docker/swarm";
import { runSwarmJob } from "../docker/swarmJob";
import { outsideRange } from "../output/restorableRange";
import { nextSteps } from "../output/restoreText";
import { iso, readTimestamp, utc } from "../output/timestamps";
import { UsageError } from "../usageError";
import { up } from "./up";

export interface RestoreOptions {
  readonly stack: string;
  readonly database: string;
  /** `latest`, a time, or a duration such as `10 min ago`. */
  readonly to: string;
  /** Name of the new database. */
  readonly as: string;
  readonly yes: boolean;
}

/**
 * Restores a database to a point in time, as a new database: adds its declaration to the stack file and runs `up`. The
 * original is only read.
 */
export async function restore({ stack, database, to, as, yes }: RestoreOptions): Promise<number> {
  const time = readTimestamp("--to", to, Date.now());
  if (time !== "latest" && time > Date.now())
    throw new UsageError(`--to is ${utc(time)}, which is in the future; use a past time.`);
  const declaredTime = time === "latest" ? time : iso(time);

  const cluster = planWithRestored(stack, database, as, declaredTime);
  const { docker, host } = await requireEngine(engineHost(readStackConfig(stack).dockerHost));
  const { services } = await readStack(docker, stack);
  if (services.length === 0) throw new Problem(notRunning(stack, host));
  const repository = await checkRepository(docker, stack, services, database, time);
  const archivedUntil = await archiveNow(docker, stack, services, cluster.source);
  if (time !== "latest") checkTime(repository, archivedUntil ?? repository.archivedAt, time);

  const file = `stacks/${stack}.ts`;
  const { text, added } = withRestored(file, readFileSync(inProject(file), "utf8"), { database, as, to: declaredTime });
  writeFileSync(inProject(file), text);
  console.log(`Added to ${file}:\n\n+   ${added}\n`);
  const code = await up({ stack, yes, refresh: false });
  if (code !== 0) {
    console.error(
      `\n${as} was not restored. Its line is still in ${file}: run npm run up -- -s ${stack} to continue, or ` +
        "remove the line to cancel.",
    );
    return code;
  }
  console.log(`\n${nextSteps({ stack, file, database, as, time, declared: cluster.declared })}`);
  return 0;
}

/** Plans the cluster with the new database. @throws DeclarationError, Problem before anything is changed */
function planWithRestored(
  stack: string,
  database: string,
  as: string,
  to: string,
): { declared: ClusterSpec; source: DatabasePlan } {
  const links = { publishedPort: readStackConfig(stack).port };
  const plan = planStack(stack, links);
  const declared = clusterSchema.parse(declarationOf(stack));
  const source = plan.databases.find(({ endpoint }) => endpoint.name === database);
  const names = plan.databases.map(({ endpoint }) => endpoint.name);
  if (source === undefined)
    throw new Problem(`${stack} declares no database ${database}; use one of ${names.join(", ")}.`);
  if (names.includes(as))
    throw new Problem(
      `${stack} already has a database ${as}; use another name with --as. A restore never writes to an ` +
        "existing database.",
    );
  const restored = { ...declared.databases[database], restoreFrom: { database, to } };
  planDeclaration({ ...declared, databases: { ...declared.databases, [as]: restored } }, links);
  return { declared, source };
}

/** Rejects a repository without a backup, and a time before its oldest one. */
async function checkRepository(
  docker: Docker,
  stack: string,
  services: readonly Service[],
  database: string,
  time: number | "latest",
): Promise<BackupStatus> {
  const found = await probe(docker, stack, services, ["backup"]);
  const repository = found?.backups.find((one) => one.database === database);
  if (repository === undefined) {
    throw new Problem(
      `the backup repository of ${database} does not answer ` +
        `(${found?.silent[0]?.reason ?? "it does not run"}); see npm run status -- -s ${stack}.`,
    );
  }
  const { restorableFrom } = repository;
  if (restorableFrom === undefined)
    throw new Problem(
      `${database} has no backup yet; npm run status -- -s ${stack} shows the first one when it is complete.`,
    );
  // The end of the archive is not known before `archiveNow`.
  if (time !== "latest") checkTime(repository, Infinity, time);
  return repository;
}

/** @throws Problem if the repository does not cover a time */
function checkTime({ database, restorableFrom = 0 }: BackupStatus, until: number | undefined, time: number): void {
  const problem = outsideRange({ database, from: restorableFrom, until }, time);
  if (problem !== undefined) throw new Problem(problem);
}

/**
 * Archives the latest writes. If the database does not answer, the restore uses what is archived already.
 * @returns the end of the archive, in seconds since 1970; undefined if the database does not answer
 */
async function archiveNow(
  docker: Docker,
  stack: string,
  services: readonly Service[],
  { desired }: DatabasePlan,
): Promise<number | undefined> {
  const { database, members, port, superuser, apiUser } = desired;
  const request: ArchiveNowRequest = { members, port, superuser, apiUser };
  console.log(`Archiving the latest writes of ${database} ...`);
  try {
    const lines = await runSwarmJob(docker, {
      stack,
      services,
      name: "archive-now",
      args: [programPath("archiveNow"), JSON.stringify(request)],
      networks: [`${database}-data`],
      secrets: [
        {
          ...(await latestSecret(docker, stack, `${database}-reconciler-secrets.json`)),
          path: passwordsPath,
        },
        {
          ...(await latestSecret(docker, stack, `${database}-pooler-authority.crt`)),
          path: authorityPath,
        },
      ],
      timeout: 120_000,
    });
    const line = lines?.find((one) => one.startsWith("{"));
    const answer = line === undefined ? { problem: "no answer" } : archiveNowLine.parse(JSON.parse(line));
    if ("problem" in answer) throw new Error(answer.problem);
    return answer.archivedUntil;
  } catch (error) {
    console.warn(
      `The latest writes of ${database} could not be archived (${messageOf(error)}). Only archived writes can ` +
        "be restored.",
    );
    return undefined;
  }
}

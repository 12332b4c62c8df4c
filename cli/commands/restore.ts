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
import { UsageError } from "../arguments";
import { probe } from "../docker/probe";
import { latestSecret } from "../docker/secrets";
import { readStack, type Service } from "../docker/swarm";
import { runSwarmJob } from "../docker/swarmJob";
import { nextSteps } from "../output/restoreText";
import { outsideRange } from "../restorableRange";
import { withRestored } from "../stackFile";
import { iso, readTimestamp, utc } from "../timestamps";
import { up } from "./up";

export interface RestoreOptions {
  readonly stack: string;
  readonly database: string | undefined;
  /** `latest`, a time, or how long ago. */
  readonly to: string;
  /** Name of the new database. */
  readonly as: string;
  readonly yes: boolean;
}

/**
 * Restores a database as it was at a time into a new one beside it: declares that in the stack's file, and brings it up. Whatever happens,
 * the old one is only read.
 */
export async function restore({ stack, database, to, as, yes }: RestoreOptions): Promise<number> {
  if (database === undefined)
    throw new UsageError("restore needs the name of a database: npm run restore -- content --as content-2");
  if (as === "") throw new UsageError("--as is missing: the name of the new database; the old one stays as it is.");
  const moment = readTimestamp("--to", to, Date.now());
  if (moment !== "latest" && moment > Date.now())
    throw new UsageError(`--to is ${utc(moment)}, which is not over yet.`);
  const time = moment === "latest" ? moment : iso(moment);

  const cluster = planned(stack, database, as, time);
  const { docker, host } = await requireEngine(engineHost(readStackConfig(stack).dockerHost));
  const { services } = await readStack(docker, stack);
  if (services.length === 0)
    throw new Problem(`nothing of ${stack} runs on the engine at ${host}; npm run up brings it up.`);
  const repository = await checkRepository(docker, stack, services, database, moment);
  const archivedUntil = await archiveNow(docker, stack, services, cluster.source);
  if (moment !== "latest") checkTime(repository, archivedUntil ?? repository.archivedAt, moment);

  const file = `stacks/${stack}.ts`;
  const { text, added } = withRestored(file, readFileSync(inProject(file), "utf8"), { database, as, to: time });
  writeFileSync(inProject(file), text);
  console.log(`${file} has one line more:\n\n+   ${added}\n`);
  const code = await up({ stack, yes, refresh: false });
  if (code !== 0) {
    console.error(
      `\n${as} was not restored. Its line stays in ${file}: npm run up -- -s ${stack} goes on with it; remove the line to give it up.`,
    );
    return code;
  }
  console.log(`\n${nextSteps({ stack, file, database, as, moment, declared: cluster.declared })}`);
  return 0;
}

/** The cluster with the new database in it. @throws DeclarationError, Problem: nothing was changed yet. */
function planned(
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
  if (source === undefined) throw new Problem(`${stack} declares no database ${database}; it has ${names.join(", ")}.`);
  if (names.includes(as))
    throw new Problem(
      `${stack} has a database ${as} already; use another name with --as. A restore never writes into one that is there.`,
    );
  const beside = { ...declared.databases[database], restoreFrom: { database, to } };
  planDeclaration({ ...declared, databases: { ...declared.databases, [as]: beside } }, links);
  return { declared, source };
}

/** Refuses what the repository does not have. */
async function checkRepository(
  docker: Docker,
  stack: string,
  services: readonly Service[],
  database: string,
  moment: number | "latest",
): Promise<BackupStatus> {
  const found = await probe(docker, stack, services, ["backup"]);
  const repository = found?.backups.find((one) => one.database === database);
  if (repository === undefined) {
    throw new Problem(
      `the repository of ${database} does not answer (${found?.silent[0]?.reason ?? "it does not run"}); npm run status -- -s ${stack} shows what does.`,
    );
  }
  const { restorableFrom } = repository;
  if (restorableFrom === undefined)
    throw new Problem(
      `${database} has no backup yet; npm run status -- -s ${stack} shows when the first one is there.`,
    );
  // The end of the archive is not known yet, and a time before its start need not wait for that.
  if (moment !== "latest") checkTime(repository, Infinity, moment);
  return repository;
}

function checkTime({ database, restorableFrom = 0 }: BackupStatus, until: number | undefined, time: number): void {
  const problem = outsideRange({ database, from: restorableFrom, until }, time);
  if (problem !== undefined) throw new Problem(problem);
}

/**
 * What was written until now gets into the repository. A database that is lost has nothing more to give.
 * @returns seconds since 1970 up to which it can be restored; undefined if the database did not answer
 */
async function archiveNow(
  docker: Docker,
  stack: string,
  services: readonly Service[],
  { desired }: DatabasePlan,
): Promise<number | undefined> {
  const { database, members, port, superuser, apiUser } = desired;
  const request: ArchiveNowRequest = { members, port, superuser, apiUser };
  console.log(`Having ${database} archive what it has written until now ...`);
  try {
    const lines = await runSwarmJob(docker, {
      stack,
      services,
      what: "archive-now",
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
      patience: 120_000,
    });
    const line = lines?.find((one) => one.startsWith("{"));
    const answer = line === undefined ? { problem: "it said nothing" } : archiveNowLine.parse(JSON.parse(line));
    if ("problem" in answer) throw new Error(answer.problem);
    return answer.archivedUntil;
  } catch (error) {
    console.warn(
      `${database} could not be asked (${messageOf(error)}): what its repository has already is what can be restored.`,
    );
    return undefined;
  }
}

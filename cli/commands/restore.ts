import { readFileSync, writeFileSync } from "node:fs";
import type Docker from "dockerode";
import * as z from "zod";
import { type ClusterSpec, clusterSchema } from "../../components/cluster/spec";
import type { DatabasePlan } from "../../components/database/plan";
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
  await checkRepository(docker, stack, services, database, moment);
  await archiveNow(docker, stack, services, cluster.source);

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
): Promise<void> {
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
  if (moment !== "latest" && moment < 1_000 * restorableFrom) {
    throw new Problem(
      `${database} can be restored from ${utc(1_000 * restorableFrom)} on; ${utc(moment)} is before its oldest backup.`,
    );
  }
}

const said = z.union([z.object({ archived: z.literal(true) }), z.object({ problem: z.string() })]);

/** What was written until now gets into the repository. A database that is lost has nothing more to give. */
async function archiveNow(
  docker: Docker,
  stack: string,
  services: readonly Service[],
  { desired }: DatabasePlan,
): Promise<void> {
  const { database, members, port, superuser, apiUser } = desired;
  console.log(`Having ${database} archive what it has written until now ...`);
  try {
    const lines = await runSwarmJob(docker, {
      stack,
      services,
      what: "archive-now",
      args: ["/opt/reconciler/archiveNow.js", JSON.stringify({ members, port, superuser, apiUser })],
      networks: [`${database}-data`],
      secrets: [
        {
          ...(await latestSecret(docker, stack, `${database}-reconciler-secrets.json`)),
          path: "/run/secrets/reconciler.json",
        },
        {
          ...(await latestSecret(docker, stack, `${database}-pooler-authority.crt`)),
          path: "/run/secrets/authority.crt",
        },
      ],
      patience: 120_000,
    });
    const line = lines?.find((one) => one.startsWith("{"));
    const answer = line === undefined ? { problem: "it said nothing" } : said.parse(JSON.parse(line));
    if ("problem" in answer) throw new Error(answer.problem);
  } catch (error) {
    console.warn(
      `${database} could not be asked (${messageOf(error)}): what its repository has already is what can be restored.`,
    );
  }
}

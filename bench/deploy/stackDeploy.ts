import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { issueAuthority, issueCertificate } from "../../components/certificates/issue";
import { type ClusterPlan, systemsOf } from "../../components/cluster/plan";
import { readImageLock } from "../../components/swarm/imageLock";
import { split } from "../../components/swarm/secretTemplate";
import { eventually } from "../../testing/checkers/eventually";
import { timed } from "../../testing/run";
import { engine, removeVolumes } from "../../testing/swarm/stack";
import { composeFile } from "./composeFile";

/**
 * Returns the seconds that `docker stack deploy --detach=false` of the same cluster takes, and removes the stack again.
 */
export async function stackDeploy(plan: ClusterPlan, stack: string, lockFile: string, folder: string): Promise<number> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const systems = systemsOf(plan);
  const values = await secretValues(plan);
  for (const { configs, secrets } of systems) {
    for (const { name, content } of configs) writeFileSync(join(folder, name), content);
    for (const { name, template } of secrets) {
      const filled = split(template).map((part, index) => (index % 2 === 0 ? part : (values.get(part) ?? "")));
      writeFileSync(join(folder, name), filled.join(""), { mode: 0o600 });
    }
  }
  const file = join(folder, "compose.json");
  const images = readImageLock(lockFile, readFileSync(lockFile, "utf8"));
  writeFileSync(
    file,
    JSON.stringify(composeFile({ systems, networks: plan.networks, images, filesFolder: folder }), null, 2),
  );
  try {
    return await timed("docker", ["stack", "deploy", "--detach=false", "--compose-file", file, stack], { cwd: folder });
  } finally {
    await timed("docker", ["stack", "rm", stack], { cwd: folder });
    await removeContainersAndVolumes(stack);
    rmSync(folder, { recursive: true });
  }
}

/** Generates the passwords and certificates that secret templates refer to. Pulumi would store them in its state. */
async function secretValues({
  passwords,
  certificates: { authority, hosts },
}: ClusterPlan): Promise<ReadonlyMap<string, string>> {
  const values = new Map(passwords.map((name) => [name, randomBytes(16).toString("hex")]));
  if (authority === undefined) return values;
  const issuer = await issueAuthority("apture bench", authority);
  values.set("authority.crt", issuer.certificate);
  for (const plan of hosts) {
    const { key, certificate } = await issueCertificate(issuer, plan);
    values.set(`${plan.host}.key`, key).set(`${plan.host}.crt`, certificate);
  }
  return values;
}

/** Waits until the containers of a removed stack are gone, then removes its volumes. */
async function removeContainersAndVolumes(stack: string): Promise<void> {
  await eventually(async () => {
    const left = await engine.listContainers({ all: true, filters: { name: [`^/${stack}_`] } });
    if (left.length > 0) throw new Error(`${left.length} containers of ${stack} still exist`);
  }, 120_000);
  await removeVolumes(stack);
}

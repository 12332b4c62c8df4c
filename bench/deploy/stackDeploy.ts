import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import { removeVolume, volumesOf } from "../../cli/docker/volumes";
import { issueAuthority, issueCertificate } from "../../components/certificates/issue";
import { type ClusterPlan, systemsOf } from "../../components/cluster/plan";
import { readImageLock } from "../../components/swarm/imageLock";
import { split } from "../../components/swarm/secretTemplate";
import { eventually } from "../../testing/checkers/eventually";
import { timed } from "../support/measure";
import { compose } from "./compose";

const engine = new Docker();

/** Seconds of `docker stack deploy --detach=false` of the same cluster, from nothing. Leaves nothing behind. */
export async function stackDeploy(plan: ClusterPlan, stack: string, lockFile: string, folder: string): Promise<number> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const systems = systemsOf(plan);
  const known = await secretsOf(plan);
  for (const { configs, secrets } of systems) {
    for (const { name, content } of configs) writeFileSync(join(folder, name), content);
    for (const { name, template } of secrets) {
      const filled = split(template).map((part, index) => (index % 2 === 0 ? part : (known.get(part) ?? "")));
      writeFileSync(join(folder, name), filled.join(""), { mode: 0o600 });
    }
  }
  const file = join(folder, "compose.json");
  const images = readImageLock(lockFile, readFileSync(lockFile, "utf8"));
  writeFileSync(
    file,
    JSON.stringify(compose({ systems, networks: plan.networks, images, filesFolder: folder }), null, 2),
  );
  try {
    return await timed("docker", ["stack", "deploy", "--detach=false", "--compose-file", file, stack], { cwd: folder });
  } finally {
    await timed("docker", ["stack", "rm", stack], { cwd: folder });
    await removed(stack);
    rmSync(folder, { recursive: true });
  }
}

/** What templates ask for: passwords and certificates, as Pulumi would keep them. */
async function secretsOf({
  passwords,
  certificates: { authority, hosts },
}: ClusterPlan): Promise<ReadonlyMap<string, string>> {
  const known = new Map(passwords.map((name) => [name, randomBytes(16).toString("hex")]));
  if (authority === undefined) return known;
  const issuer = await issueAuthority("apture bench", authority);
  known.set("authority.crt", issuer.certificate);
  for (const plan of hosts) {
    const { key, certificate } = await issueCertificate(issuer, plan);
    known.set(`${plan.host}.key`, key).set(`${plan.host}.crt`, certificate);
  }
  return known;
}

/** Waits until the containers of a stack are gone, and removes its volumes. */
async function removed(stack: string): Promise<void> {
  await eventually(async () => {
    const left = await engine.listContainers({ all: true, filters: { name: [`^/${stack}_`] } });
    if (left.length > 0) throw new Error(`${left.length} containers of ${stack} are still there`);
  }, 120_000);
  for (const volume of await volumesOf(engine, stack)) await removeVolume(engine, volume);
}

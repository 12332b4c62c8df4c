import type Docker from "dockerode";
import * as z from "zod";
import { Problem } from "../../lib/problem";
import { stackFilter } from "./swarm";

const secrets = z.array(z.object({ ID: z.string(), CreatedAt: z.string(), Spec: z.object({ Name: z.string() }) }));

/** The latest version of a secret of a stack, by its name in the plan. During a replacement there are two versions. */
export async function latestSecret(docker: Docker, stack: string, name: string): Promise<{ id: string; name: string }> {
  const all = secrets.parse(await docker.listSecrets({ filters: stackFilter(stack) }));
  const [latest] = all
    .filter(({ Spec }) => Spec.Name.startsWith(`${name}-`))
    .sort((a, b) => b.CreatedAt.localeCompare(a.CreatedAt));
  if (latest === undefined) throw new Problem(`${stack} has no secret ${name} yet; run npm run up -- -s ${stack}.`);
  return { id: latest.ID, name: latest.Spec.Name };
}

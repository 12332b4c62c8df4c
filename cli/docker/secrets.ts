import type Docker from "dockerode";
import * as z from "zod";
import { Problem } from "../../lib/problem";

const secrets = z.array(z.object({ ID: z.string(), CreatedAt: z.string(), Spec: z.object({ Name: z.string() }) }));

/** A secret of a stack by the name that its plan has, in the latest version: while one is replaced, there are two. */
export async function latestSecret(docker: Docker, stack: string, name: string): Promise<{ id: string; name: string }> {
  const all = secrets.parse(
    await docker.listSecrets({ filters: JSON.stringify({ label: [`com.docker.stack.namespace=${stack}`] }) }),
  );
  const [latest] = all
    .filter(({ Spec }) => Spec.Name.startsWith(`${name}-`))
    .sort((a, b) => b.CreatedAt.localeCompare(a.CreatedAt));
  if (latest === undefined)
    throw new Problem(`${stack} has no secret ${name} yet; npm run up -- -s ${stack} makes it.`);
  return { id: latest.ID, name: latest.Spec.Name };
}

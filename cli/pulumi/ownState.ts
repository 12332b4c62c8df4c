import type Docker from "dockerode";
import { Problem } from "../../lib/problem";
import type { Engine } from "../../setup/engine/connect";
import type { PulumiCli } from "../../setup/pulumi/environment";
import { isMissingStack } from "../../setup/pulumi/stack";
import { type ExportedState, exportState } from "../../setup/pulumi/state";
import { stackFilter } from "../docker/swarm";

/**
 * Checks that the running services of a stack are in its state. They are not if `.state` was lost or if this is a
 * second clone. Pulumi would then fail to create resources that exist already.
 * @throws Problem
 */
export async function requireOwnState(
  { docker, host }: Pick<Engine, "docker" | "host">,
  stack: string,
  pulumi: PulumiCli | Promise<PulumiCli>,
): Promise<void> {
  const running = await serviceNames(docker, stack);
  if (running.length === 0) return;
  const cli = await pulumi;
  const state = await exportState(cli, stack).catch((error: unknown) => {
    if (isMissingStack(error)) return undefined;
    throw error;
  });
  if (state === undefined || isForeign(running, state)) throw foreignState(stack, host, running.length, cli.embedded);
}

/**
 * Whether a state contains none of the running services. An interrupted or failed update may have left some that it
 * does not contain.
 */
export function isForeign(running: readonly string[], { deployment }: ExportedState): boolean {
  const resources = [
    ...(deployment.resources ?? []),
    ...(deployment.pending_operations ?? []).map(({ resource }) => resource),
  ];
  const names = new Set(resources.map(({ inputs }) => inputs?.["name"]));
  return running.length > 0 && !running.some((name) => names.has(name));
}

async function serviceNames(docker: Docker, stack: string): Promise<string[]> {
  const services = await docker.listServices({ filters: stackFilter(stack) });
  return services.flatMap(({ Spec }) => Spec?.Name ?? []);
}

export function foreignState(stack: string, host: string, services: number, embedded: boolean): Problem {
  const [state, fix] = embedded
    ? [
        "the state of this project folder (.state)",
        `Use the project folder that created ${stack}, or copy its .state folder to this one.`,
      ]
    : ["this Pulumi backend", `Use the backend that ${stack} was created with.`];
  return new Problem(
    `${stack} runs on the Docker engine at ${host} with ${services} services, but ${state} contains none of them. ` +
      `Nothing was changed. ${fix} To delete ${stack} with its data and start over, ` +
      `run docker stack rm ${stack}, then npm run down -- -s ${stack} --volumes.`,
  );
}

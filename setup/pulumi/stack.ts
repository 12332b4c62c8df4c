import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { inProject, root } from "../../lib/paths";
import { CommandFailed, run } from "../../lib/run";
import type { PulumiCli } from "./environment";

/**
 * A project in `.state` for the stacks of the embedded backend. Pulumi writes the salt of the passphrase into
 * `Pulumi.<stack>.yaml`. That file is committed, but each clone has another passphrase, and Pulumi rejects a salt that
 * does not match. The stack files of this project are the committed ones plus the salt.
 */
const inStateProject = (...parts: string[]) => inProject(".state", "project", ...parts);

const yaml = z.record(z.string(), z.unknown()).nullable();
const updates = z.array(z.object({ kind: z.string(), result: z.string() }));

export type StackHistory = "missing" | "new" | "good" | "failed";

/** Whether a stack exists, and whether its last update succeeded. */
export async function stackHistory(pulumi: PulumiCli, stack: string): Promise<StackHistory> {
  let text: string;
  try {
    text = await stackCommand(pulumi, ["stack", "history", "--stack", stack, "--json", "--page-size", "1"]);
  } catch (error) {
    if (isMissingStack(error)) return "missing";
    throw error;
  }
  const [last] = updates.parse(JSON.parse(text));
  return last === undefined ? "new" : last.result === "succeeded" ? "good" : "failed";
}

export async function createStack(pulumi: PulumiCli, stack: string): Promise<void> {
  await stackCommand(pulumi, ["stack", "init", stack]);
}

/** Whether Pulumi failed because the stack does not exist. */
export const isMissingStack = (error: unknown): boolean =>
  error instanceof CommandFailed && error.output.includes("no stack named");

/** Runs a Pulumi command on the state of a stack, without its program. @returns standard output */
export function stackCommand({ path, env, embedded }: PulumiCli, args: readonly string[]): Promise<string> {
  const all = [...args, "--non-interactive"];
  if (!embedded) return run(path, all, { cwd: root, env });
  mkdirSync(inStateProject(), { recursive: true });
  writeFileSync(inStateProject("Pulumi.yaml"), stringify({ name: projectName(), runtime: "nodejs" }));
  return run(path, all, {
    cwd: inStateProject(),
    env: { ...env, PULUMI_BACKEND_URL: pathToFileURL(inProject(".state")).href },
  });
}

/** Arguments with the configuration file of a stack, for `up`, `preview`, `refresh` and `destroy`. */
export function configArguments({ embedded }: PulumiCli, stack: string): string[] {
  if (!embedded) return [];
  const file = `Pulumi.${stack}.yaml`;
  const committed = fields(inProject(file));
  const { encryptionsalt } = fields(inStateProject(file));
  writeFileSync(inStateProject(file), stringify({ ...committed, encryptionsalt }), { mode: 0o600 });
  return ["--config-file", inStateProject(file)];
}

/** The project name, which is part of the paths of states and locks. */
export const projectName = (): string => String(fields(inProject("Pulumi.yaml"))["name"]);

const fields = (path: string): Record<string, unknown> =>
  existsSync(path) ? (yaml.parse(parse(readFileSync(path, "utf8"))) ?? {}) : {};

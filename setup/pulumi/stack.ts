import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { inProject, root } from "../../lib/paths";
import { CommandFailed, run } from "../../lib/run";
import type { PulumiCli } from "./environment";

/**
 * Stacks of the embedded backend. Pulumi writes the salt of a stack's passphrase into `Pulumi.<stack>.yaml`; that file is committed,
 * but the passphrase is another one in every clone, and a foreign salt makes Pulumi refuse it. So the salt stays in `.state`, beside
 * the passphrase: in a project of its own there, whose stack files are the committed ones with the salt added.
 */
const beside = (...parts: string[]) => inProject(".state", "project", ...parts);

const yaml = z.record(z.string(), z.unknown()).nullable();
const updates = z.array(z.object({ kind: z.string(), result: z.string() }));

export type StackHistory = "missing" | "new" | "good" | "failed";

/** Whether a stack exists, and how its last update ended. */
export async function stackHistory(pulumi: PulumiCli, stack: string): Promise<StackHistory> {
  let text: string;
  try {
    text = await stackCommand(pulumi, ["stack", "history", "--stack", stack, "--json", "--page-size", "1"]);
  } catch (error) {
    if (error instanceof CommandFailed && error.output.includes("no stack named")) return "missing";
    throw error;
  }
  const [last] = updates.parse(JSON.parse(text));
  return last === undefined ? "new" : last.result === "succeeded" ? "good" : "failed";
}

export async function makeStack(pulumi: PulumiCli, stack: string): Promise<void> {
  await stackCommand(pulumi, ["stack", "init", stack]);
}

/** Runs a command that is about a stack's state and not about its program, and returns what it prints. */
export function stackCommand({ path, env, embedded }: PulumiCli, args: readonly string[]): Promise<string> {
  const all = [...args, "--non-interactive"];
  if (!embedded) return run(path, all, { cwd: root, env });
  mkdirSync(beside(), { recursive: true });
  writeFileSync(beside("Pulumi.yaml"), stringify({ name: projectName(), runtime: "nodejs" }));
  return run(path, all, {
    cwd: beside(),
    env: { ...env, PULUMI_BACKEND_URL: pathToFileURL(inProject(".state")).href },
  });
}

/** Arguments that `up`, `preview` and `destroy` need to find the stack's configuration. */
export function configArguments({ embedded }: PulumiCli, stack: string): string[] {
  if (!embedded) return [];
  const file = `Pulumi.${stack}.yaml`;
  const committed = fields(inProject(file));
  const { encryptionsalt } = fields(beside(file));
  writeFileSync(beside(file), stringify({ ...committed, encryptionsalt }), { mode: 0o600 });
  return ["--config-file", beside(file)];
}

/** The project's name, which its states and locks are filed under. */
export const projectName = (): string => String(fields(inProject("Pulumi.yaml"))["name"]);

const fields = (path: string): Record<string, unknown> =>
  existsSync(path) ? (yaml.parse(parse(readFileSync(path, "utf8"))) ?? {}) : {};

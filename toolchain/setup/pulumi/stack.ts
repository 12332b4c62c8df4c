import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { inProject, root } from "../paths";
import { CommandFailed, run } from "../run";
import type { PulumiCli } from "./environment";

/**
 * Stacks of the embedded backend. Pulumi writes the salt of a stack's passphrase into `Pulumi.<stack>.yaml`; that file is committed,
 * but the passphrase is another one in every clone, and a foreign salt makes Pulumi refuse it. So the salt stays in `.state`, beside
 * the passphrase: in a project of its own there, whose stack files are the committed ones with the salt added.
 */
const beside = (...parts: string[]) => inProject(".state", "project", ...parts);

const yaml = z.record(z.string(), z.unknown()).nullable();
const updates = z.array(z.object({ kind: z.string(), result: z.string() }));

const resource = z.looseObject({ urn: z.string(), type: z.string(), inputs: z.record(z.string(), z.unknown()).nullish() });
const exported = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(resource).nullish(),
    pending_operations: z.array(z.object({ type: z.string(), resource })).nullish(),
  }),
});
/** A state, as `pulumi stack export` and `import` have it. */
export type ExportedState = z.output<typeof exported>;

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

export async function exportState(pulumi: PulumiCli, stack: string): Promise<ExportedState> {
  return exported.parse(JSON.parse(await stackCommand(pulumi, ["stack", "export", "--stack", stack])));
}

/** Secrets in it are encrypted, as in every state. */
export async function importState(pulumi: PulumiCli, stack: string, state: ExportedState): Promise<void> {
  const file = inProject(".state", `import-${stack}.json`);
  writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
  try {
    await stackCommand(pulumi, ["stack", "import", "--stack", stack, "--file", file]);
  } finally {
    rmSync(file);
  }
}

const lock = z.object({ pid: z.number(), hostname: z.string() });

/**
 * Frees a stack that is locked by a Pulumi which was killed on this machine, its process being no more. Of an engineer's own backend
 * Pulumi says itself what to do.
 * @returns whether it was so.
 */
export async function freeFromTheDead(pulumi: PulumiCli, stack: string): Promise<boolean> {
  if (!pulumi.embedded) return false;
  const folder = inProject(".state", ".pulumi", "locks", "organization", String(fields(inProject("Pulumi.yaml"))["name"]), stack);
  const locks = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith(".json"))
    .map((file) => lock.safeParse(JSON.parse(readFileSync(join(folder, file), "utf8"))));
  if (locks.length === 0 || locks.some(({ data: held }) => held?.hostname !== hostname() || isAlive(held.pid))) return false;
  await stackCommand(pulumi, ["cancel", "--yes", "--stack", stack]);
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && Reflect.get(error, "code") === "EPERM";
  }
  // Not a zombie, nor another program that has its number since a restart.
  const about = `/proc/${pid}/stat`;
  return !existsSync(about) || /^\d+ \(pulumi\) [^Z]/.test(readFileSync(about, "utf8"));
}

export async function makeStack(pulumi: PulumiCli, stack: string): Promise<void> {
  await stackCommand(pulumi, ["stack", "init", stack]);
}

/** Runs a command that is about a stack's state and not about its program, and returns what it prints. */
export function stackCommand({ path, env, embedded }: PulumiCli, args: readonly string[]): Promise<string> {
  const all = [...args, "--non-interactive"];
  if (!embedded) return run(path, all, { cwd: root, env });
  mkdirSync(beside(), { recursive: true });
  const project = fields(inProject("Pulumi.yaml"));
  writeFileSync(beside("Pulumi.yaml"), stringify({ name: project["name"], runtime: "nodejs" }));
  return run(path, all, { cwd: beside(), env: { ...env, PULUMI_BACKEND_URL: pathToFileURL(inProject(".state")).href } });
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

const fields = (path: string): Record<string, unknown> => (existsSync(path) ? (yaml.parse(parse(readFileSync(path, "utf8"))) ?? {}) : {});

import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** Returns the full container IDs of a service's running tasks on this machine. */
export async function containersOf(stack: string, service: string): Promise<string[]> {
  const label = `label=com.docker.swarm.service.name=${stack}_${service}`;
  const { stdout } = await exec("docker", ["ps", "--quiet", "--no-trunc", "--filter", label]);
  return stdout.split("\n").filter(Boolean);
}

/** Returns the container of one running task of a service. @throws Error if there is none */
export async function containerOf(stack: string, service: string): Promise<string> {
  const [id] = await containersOf(stack, service);
  if (id === undefined) throw new Error(`${service} has no running task`);
  return id;
}

/**
 * Runs a command in a running task of a service and returns its standard output.
 * @param input text for the command's standard input
 * @throws Error with its standard error if it fails
 */
export async function runInTask(
  stack: string,
  service: string,
  command: readonly string[],
  input = "",
): Promise<string> {
  const id = await containerOf(stack, service);
  return new Promise((done, fail) => {
    const child = spawn("docker", ["exec", "-i", id, ...command]);
    let [out, errors] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on("error", fail);
    child.on("close", (code) => {
      if (code === 0) done(out);
      else fail(new Error(`${command[0]} in ${service} exited with ${code}: ${errors.slice(-2_000)}`));
    });
    // A command that exits without reading its input closes the pipe.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

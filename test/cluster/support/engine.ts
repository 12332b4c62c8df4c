import Docker from "dockerode";
import { stack } from "./cluster";

export const engine = new Docker();

/** Services of the stack. */
export function services() {
  return engine.listServices({ filters: { label: [`com.docker.stack.namespace=${stack}`] } });
}

/** Networks of the stack. */
export function networks() {
  return engine.listNetworks({ filters: { label: [`com.docker.stack.namespace=${stack}`] } });
}

/** Running containers of the stack. */
export function containers() {
  return engine.listContainers({ filters: { label: [`com.docker.swarm.service.name`], name: [`^/${stack}_`] } });
}

/** Runs a command in a running task of a service and returns its standard output. */
export async function inTask(service: string, ...command: string[]): Promise<string> {
  const [task] = await engine.listContainers({
    filters: { label: [`com.docker.swarm.service.name=${stack}_${service}`] },
  });
  if (task === undefined) throw new Error(`${service} has no running task`);
  const exec = await engine.getContainer(task.Id).exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  engine.modem.demuxStream(
    stream,
    { write: (chunk: Buffer) => out.push(chunk) } as never,
    { write: (chunk: Buffer) => errors.push(chunk) } as never,
  );
  await new Promise((resolve, reject) => stream.on("end", resolve).on("error", reject));
  const { ExitCode } = await exec.inspect();
  if (ExitCode !== 0) throw new Error(`${command.join(" ")} in ${service}: ${Buffer.concat(errors).toString()}`);
  return Buffer.concat(out).toString();
}

import type { AuthConfig } from "dockerode";
import { engine } from "../engine";
import { describeErrors, findOrUndefined } from "../errors";
import type { NodeInfo, ServiceInfo, TaskInfo } from "./engineTypes";
import type { EngineSpec } from "./toEngine";

/** Calls for which dockerode's types are missing or wrong. */
interface EngineCalls {
  listServices(): Promise<readonly ServiceInfo[]>;
  listTasks(options: object): Promise<readonly TaskInfo[]>;
  listNodes(): Promise<readonly NodeInfo[]>;
  createService(auth: AuthConfig, spec: EngineSpec): Promise<{ readonly id: string }>;
  getService(id: string): {
    update(
      auth: AuthConfig,
      call: { readonly _query: { readonly version: number }; readonly _body: EngineSpec },
    ): Promise<unknown>;
  };
  getTask(id: string): {
    logs(options: { readonly stdout: true; readonly stderr: true; readonly tail: number }): Promise<unknown>;
  };
}

const calls = async (): Promise<EngineCalls> => (await engine()) as unknown as EngineCalls;

/** All services, tasks and nodes of the swarm. */
export async function listAll() {
  const docker = await calls();
  const answers = Promise.all([docker.listServices(), docker.listTasks({}), docker.listNodes()]);
  const [services, tasks, nodes] = await describeErrors("services and their tasks", answers);
  return { services, tasks, nodes };
}

export async function inspectService(id: string, about: string): Promise<ServiceInfo | undefined> {
  const docker = await engine();
  return findOrUndefined<ServiceInfo>(about, docker.getService(id).inspect());
}

export async function createService(spec: EngineSpec, auth: AuthConfig | undefined, about: string): Promise<string> {
  const docker = await calls();
  const created = await describeErrors(about, docker.createService(auth ?? NO_AUTH, spec));
  return created.id;
}

/** Without credentials, dockerode would send the spec in their place. */
const NO_AUTH: AuthConfig = { username: "", password: "", serveraddress: "" };

const VERSION_RETRIES = 5;

/**
 * The engine itself changes a service, for its update status, so a version may be outdated when the request arrives.
 */
export async function updateService(
  id: string,
  spec: EngineSpec,
  auth: AuthConfig | undefined,
  about: string,
): Promise<ServiceInfo> {
  const docker = await calls();
  for (let attempt = 1; ; attempt++) {
    const before = await inspectService(id, about);
    if (!before) throw new Error(`Error response from daemon: service ${id} not found (${about})`);
    try {
      await describeErrors(
        about,
        docker.getService(id).update(auth ?? NO_AUTH, { _query: { version: before.Version.Index }, _body: spec }),
      );
      return before;
    } catch (error) {
      if (attempt === VERSION_RETRIES || !String(error).includes("out of sequence")) throw error;
    }
  }
}

export async function removeService(id: string, about: string): Promise<void> {
  const docker = await engine();
  await findOrUndefined(about, docker.getService(id).remove());
}

const LOG_LINES = 10;

/** The last lines of a task's log. Empty if the log cannot be read. */
export async function taskLog(taskId: string): Promise<string[]> {
  try {
    const docker = await calls();
    const raw = await docker.getTask(taskId).logs({ stdout: true, stderr: true, tail: LOG_LINES });
    return Buffer.isBuffer(raw) ? demultiplex(raw) : [];
  } catch {
    return [];
  }
}

/** A log consists of frames: a header of 8 bytes (stream and length), then text. With a terminal, it is plain text. */
function demultiplex(raw: Buffer): string[] {
  let plainText = "";
  for (let at = 0; at + 8 <= raw.length; ) {
    if ((raw[at] ?? 9) > 2) return lines(raw.toString());
    const length = raw.readUInt32BE(at + 4);
    plainText += raw.toString("utf8", at + 8, at + 8 + length);
    at += 8 + length;
  }
  return lines(plainText);
}

const lines = (output: string): string[] =>
  output
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-LOG_LINES);

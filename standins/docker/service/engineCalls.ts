import type { AuthConfig } from "dockerode";
import { engine } from "../engine";
import { asked, found } from "../errors";
import type { ServiceInfo } from "./engineTypes";
import type { EngineSpec } from "./toEngine";

/** Calls that dockerode has and its types do not, or not so. */
interface ServiceCalls {
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

const calls = async (): Promise<ServiceCalls> => (await engine()) as unknown as ServiceCalls;

/** The engine's service calls, typed by what they answer. */
export async function inspectService(id: string, about: string): Promise<ServiceInfo | undefined> {
  const docker = await engine();
  return (await found(about, docker.getService(id).inspect())) as ServiceInfo | undefined;
}

export async function createService(spec: EngineSpec, auth: AuthConfig | undefined, about: string): Promise<string> {
  const docker = await calls();
  const made = await asked(about, docker.createService(auth ?? NO_AUTH, spec));
  return made.id;
}

/** Without one dockerode would send the spec as the credentials. */
const NO_AUTH: AuthConfig = { username: "", password: "", serveraddress: "" };

const VERSION_RETRIES = 5;

/** The engine itself writes to a service (the status of its last update), so that a version may be old when it arrives. */
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
      await asked(
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
  await found(about, docker.getService(id).remove());
}

const LOG_LINES = 10;

/** The last lines that a task wrote, as far as they can be had. */
export async function taskLog(taskId: string): Promise<string[]> {
  try {
    const docker = await calls();
    const raw = await docker.getTask(taskId).logs({ stdout: true, stderr: true, tail: LOG_LINES });
    return Buffer.isBuffer(raw) ? demultiplexed(raw) : [];
  } catch {
    return [];
  }
}

/** Frames of an 8 byte header (stream, length) and text; a task with a terminal has bare text. */
function demultiplexed(raw: Buffer): string[] {
  let plainText = "";
  for (let at = 0; at + 8 <= raw.length; ) {
    if ((raw[at] ?? 9) > 2) return lines(raw.toString());
    const length = raw.readUInt32BE(at + 4);
    plainText += raw.toString("utf8", at + 8, at + 8 + length);
    at += 8 + length;
  }
  return lines(plainText);
}

const lines = (written: string): string[] =>
  written
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-LOG_LINES);

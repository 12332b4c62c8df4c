import type Docker from "dockerode";

/** The last lines of a task's log, or none where the engine has it no longer. */
export async function lastLines(docker: Docker, taskId: string, count: number): Promise<string[]> {
  try {
    const options = { stdout: true, stderr: true, tail: count, timestamps: false, follow: false };
    return linesOf(await answer(docker, `/tasks/${taskId}/logs?`, options)).slice(-count);
  } catch {
    return [];
  }
}

/** What a service has printed so far. */
export async function serviceOutput(docker: Docker, serviceId: string): Promise<string[]> {
  return linesOf(await answer(docker, `/services/${serviceId}/logs?`, { stdout: true, stderr: true, follow: false }));
}

/** dockerode's own calls for logs of tasks and services cannot be typed: without `follow` they answer with a buffer. */
function answer(docker: Docker, path: string, options: object): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = {
      path,
      method: "GET",
      options,
      isStream: false,
      statusCodes: { 200: true, 404: "it is gone", 500: "server error" },
    };
    docker.modem.dial(request, (error, data) => {
      if (error !== null && error !== undefined) reject(error);
      else resolve(Buffer.isBuffer(data) ? data : Buffer.from(String(data ?? ""), "latin1"));
    });
  });
}

/** Takes the frames of stdout and stderr apart: a header of 8 bytes, the last four of which are the length. */
export function linesOf(log: Buffer): string[] {
  let text = "";
  for (let at = 0; at + 8 <= log.length; ) {
    const length = log.readUInt32BE(at + 4);
    text += log.toString("utf8", at + 8, at + 8 + length);
    at += 8 + length;
  }
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
}

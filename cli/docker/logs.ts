import type Docker from "dockerode";

/** The last lines of a task's log. Empty if the engine no longer has the task. */
export async function lastLines(docker: Docker, taskId: string, count: number): Promise<string[]> {
  try {
    const options = { stdout: true, stderr: true, tail: count, timestamps: false, follow: false };
    return linesOf(await readLog(docker, `/tasks/${taskId}/logs?`, options)).slice(-count);
  } catch {
    return [];
  }
}

/** The output of a service so far. */
export async function serviceOutput(docker: Docker, serviceId: string): Promise<string[]> {
  return linesOf(await readLog(docker, `/services/${serviceId}/logs?`, { stdout: true, stderr: true, follow: false }));
}

/** dockerode's types for task and service logs are wrong: without `follow` the result is a buffer. */
function readLog(docker: Docker, path: string, options: object): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = {
      path,
      method: "GET",
      options,
      isStream: false,
      statusCodes: { 200: true, 404: "not found", 500: "server error" },
    };
    docker.modem.dial(request, (error, data) => {
      if (error !== null && error !== undefined) reject(error);
      else resolve(Buffer.isBuffer(data) ? data : Buffer.from(String(data ?? ""), "latin1"));
    });
  });
}

/** Splits a log into lines. Each frame has a header of 8 bytes, of which the last four are its length. */
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

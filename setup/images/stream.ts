import type Docker from "dockerode";
import * as z from "zod";

/** One progress message of a build, pull or push. */
const event = z.looseObject({
  stream: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  aux: z.looseObject({ Digest: z.string().optional() }).optional(),
});
type Event = z.output<typeof event>;

/**
 * Reads progress messages until the end. The engine reports a failure as one of them.
 * @throws with the output that precedes it
 */
export async function follow(docker: Docker, answer: NodeJS.ReadableStream): Promise<Event[]> {
  const events = await new Promise<Event[]>((resolve, reject) => {
    const seen: Event[] = [];
    docker.modem.followProgress(
      answer,
      (error) => (error === null || seen.some((one) => one.error !== undefined) ? resolve(seen) : reject(error)),
      (raw: unknown) => seen.push(event.parse(raw)),
    );
  });
  const failed = events.find((one) => one.error !== undefined);
  if (failed === undefined) return events;
  const output = events
    .map(({ stream }) => stream ?? "")
    .join("")
    .trimEnd()
    .split("\n")
    .slice(-40);
  throw new Error([...output, failed.error].filter(Boolean).join("\n"));
}

import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";

/** The parts of Pulumi's event log that tell of failures. */
const event = z.object({
  resOpFailedEvent: z.object({ metadata: z.object({ urn: z.string(), op: z.string() }) }).optional(),
  diagnosticEvent: z.object({ urn: z.string().optional(), message: z.string(), severity: z.string() }).optional(),
});

export interface FailedResource {
  /** The last part of its URN: `router`. */
  readonly name: string;
  readonly type: string;
  readonly messages: readonly string[];
}

/** The resources that an update failed on, from its event log. */
export function failedResources(log: string): FailedResource[] {
  const failed = new Map<string, string[]>();
  for (const line of log.split("\n")) {
    const one = parsed(line);
    const urn = one?.resOpFailedEvent?.metadata.urn ?? (one?.diagnosticEvent?.severity === "error" ? one.diagnosticEvent.urn : undefined);
    if (urn === undefined || urn === "") continue;
    const messages = failed.get(urn) ?? [];
    if (one?.diagnosticEvent !== undefined) messages.push(one.diagnosticEvent.message.trim());
    failed.set(urn, messages);
  }
  return [...failed].map(([urn, messages]) => {
    const [types = "", name = ""] = urn.split("::").slice(2);
    return { name, type: types.split("$").at(-1) ?? types, messages };
  });
}

export const readEventLog = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

function parsed(line: string): z.output<typeof event> | undefined {
  try {
    return event.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // The last line may be cut off.
  }
}

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
  /** What Pulumi tried: `create`, `update`, `delete`; unknown where only a message tells of it. */
  readonly operation: string | undefined;
  readonly messages: readonly string[];
}

/** The resources that an update failed on, from its event log. */
export function failedResources(log: string): FailedResource[] {
  const failed = new Map<string, { operation: string | undefined; messages: string[] }>();
  for (const line of log.split("\n")) {
    const { resOpFailedEvent: failure, diagnosticEvent: diagnostic } = parsed(line) ?? {};
    const urn = failure?.metadata.urn ?? (diagnostic?.severity === "error" ? diagnostic.urn : undefined);
    if (urn === undefined || urn === "") continue;
    const one = failed.get(urn) ?? { operation: undefined, messages: [] };
    one.operation ??= failure?.metadata.op;
    if (diagnostic !== undefined) one.messages.push(diagnostic.message.trim());
    failed.set(urn, one);
  }
  return [...failed].map(([urn, one]) => {
    const [types = "", name = ""] = urn.split("::").slice(2);
    return { name, type: types.split("$").at(-1) ?? types, ...one };
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

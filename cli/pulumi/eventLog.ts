import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";

/** The events in Pulumi's event log that report failures. */
const event = z.object({
  resOpFailedEvent: z.object({ metadata: z.object({ urn: z.string(), op: z.string() }) }).optional(),
  diagnosticEvent: z.object({ urn: z.string().optional(), message: z.string(), severity: z.string() }).optional(),
});

export interface FailedResource {
  /** Last part of the URN: `router`. */
  readonly name: string;
  readonly type: string;
  /** `create`, `update` or `delete`. Undefined if the log has only a message. */
  readonly operation: string | undefined;
  readonly messages: readonly string[];
}

/** The resources that failed in an update, from its event log. */
export function failedResources(log: string): FailedResource[] {
  const failed = new Map<string, { operation: string | undefined; messages: string[] }>();
  for (const line of log.split("\n")) {
    const { resOpFailedEvent: failure, diagnosticEvent: diagnostic } = parse(line) ?? {};
    const urn = failure?.metadata.urn ?? (diagnostic?.severity === "error" ? diagnostic.urn : undefined);
    if (urn === undefined || urn === "") continue;
    const entry = failed.get(urn) ?? { operation: undefined, messages: [] };
    entry.operation ??= failure?.metadata.op;
    if (diagnostic !== undefined) entry.messages.push(diagnostic.message.trim());
    failed.set(urn, entry);
  }
  return [...failed].map(([urn, entry]) => {
    const [types = "", name = ""] = urn.split("::").slice(2);
    return { name, type: types.split("$").at(-1) ?? types, ...entry };
  });
}

export const readEventLog = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

function parse(line: string): z.output<typeof event> | undefined {
  try {
    return event.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // The last line may be incomplete.
  }
}

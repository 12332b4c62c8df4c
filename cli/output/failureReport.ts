import type { FailedTask } from "../docker/taskWatch";
import type { FailedResource } from "../pulumi/eventLog";

/** State of a service that still exists after the update. */
export interface After {
  readonly service: string;
  readonly running: number;
  readonly state: string;
}

/** Explains why an update failed: the services, their state, and the last lines of their logs. */
export function failureReport(
  resources: readonly FailedResource[],
  tasks: readonly FailedTask[],
  after: readonly After[],
): string {
  const services = resources.filter(({ type }) => type.endsWith(":Service")).map(({ name }) => name);
  const blocks = services.map((name) =>
    serviceBlock(
      name,
      tasks,
      after.find(({ service }) => service === name),
    ),
  );
  const others = resources
    .filter(({ type, messages }) => !type.endsWith(":Service") && !type.startsWith("pulumi:") && messages.length > 0)
    .map(({ name, messages }) => [name, ...indented(messages.flatMap((message) => message.split("\n")))].join("\n"));
  return ["Failed resources", ...blocks, ...others].join("\n\n");
}

function serviceBlock(name: string, tasks: readonly FailedTask[], after: After | undefined): string {
  const own = tasks.filter(({ service }) => service === name);
  const last = own.at(-1);
  const reasons = [...new Set(own.map(({ reason }) => reason))];
  return [
    `${name}: ${outcome(after)}`,
    ...indented([
      ...(own.length === 0 ? ["no task failed during the update"] : []),
      ...reasons.map((reason) => {
        const count = own.filter((task) => task.reason === reason).length;
        return `${reason}${count > 1 ? ` (${count} times)` : ""}`;
      }),
      ...(last === undefined || last.log.length === 0
        ? []
        : [`last log lines of ${last.name} on ${last.machine}:`, ...indented(last.log)]),
    ]),
  ].join("\n");
}

function outcome(after: After | undefined): string {
  if (after === undefined) return "did not start and was removed";
  if (after.state === "rolled back") return `rolled back; ${after.running} of the previous version running`;
  return `${after.running} running, ${after.state}`;
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

import type { FailedTask } from "../docker/taskWatch";
import type { FailedResource } from "../pulumi/eventLog";

/** A service's state after the update, where it is still there. */
export interface After {
  readonly service: string;
  readonly running: number;
  readonly state: string;
}

/** Why an update failed, for the engineer who ran it: the services, what became of them, and the end of their logs. */
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
  return ["What failed", ...blocks, ...others].join("\n\n");
}

function serviceBlock(name: string, tasks: readonly FailedTask[], after: After | undefined): string {
  const own = tasks.filter(({ service }) => service === name);
  const last = own.at(-1);
  const reasons = [...new Set(own.map(({ reason }) => reason))];
  return [
    `${name}: ${outcome(after)}`,
    ...indented([
      ...(own.length === 0 ? ["no task of it failed while this was watched"] : []),
      ...reasons.map((reason) => {
        const times = own.filter((task) => task.reason === reason).length;
        return `${reason}${times > 1 ? `, ${times} times` : ""}`;
      }),
      ...(last === undefined || last.log.length === 0
        ? []
        : [`the end of the log of ${last.name} on ${last.machine}:`, ...indented(last.log)]),
    ]),
  ].join("\n");
}

function outcome(after: After | undefined): string {
  if (after === undefined) return "did not come up, and was removed";
  if (after.state === "rolled back") return `the update was rolled back; ${after.running} of the version before run`;
  return `${after.running} running, ${after.state}`;
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

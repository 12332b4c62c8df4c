import { taskLog } from "./engineCalls";
import { engineSnapshot } from "./engineSnapshot";
import { errorOf, hasEnded, lastFailure } from "./tasks";

/** Tolerated difference between the clocks of the swarm's machines. */
const CLOCK_SKEW_MS = 5_000;

/** The last failed task's error and the end of its log, as lines for an error text. Empty if no task failed. */
export async function failureReason(serviceId: string, serviceName: string, sinceMs: number): Promise<string> {
  try {
    const task = lastFailure((await engineSnapshot()).tasks.get(serviceId) ?? [], sinceMs - CLOCK_SKEW_MS);
    if (!task) return "";
    const log = hasEnded(task) ? await taskLog(task.ID) : [];
    const place = task.Slot === undefined ? serviceName : `${serviceName}.${task.Slot}`;
    return [
      `${place}: ${errorOf(task)}`,
      ...(log.length > 0 ? ["the end of its log:", ...log.map((line) => `  ${line}`)] : []),
    ].join("\n");
  } catch {
    return "";
  }
}

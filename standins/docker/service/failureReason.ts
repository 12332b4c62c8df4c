import { taskLog } from "./engineCalls";
import { engineSnapshot } from "./engineSnapshot";
import { hasEnded, lastFailure, reasonOf } from "./tasks";

/** Clocks of the engine's machines differ by this much at most where anything works. */
const CLOCK_SKEW_MS = 5_000;

/** Why: the last task's error and the end of its log, as lines to add to an error; empty when there is nothing to tell. */
export async function failureReason(serviceId: string, serviceName: string, sinceMs: number): Promise<string> {
  try {
    const task = lastFailure((await engineSnapshot()).tasks.get(serviceId) ?? [], sinceMs - CLOCK_SKEW_MS);
    if (!task) return "";
    const log = hasEnded(task) ? await taskLog(task.ID) : [];
    const place = task.Slot === undefined ? serviceName : `${serviceName}.${task.Slot}`;
    return [
      `${place}: ${reasonOf(task)}`,
      ...(log.length > 0 ? ["the end of its log:", ...log.map((line) => `  ${line}`)] : []),
    ].join("\n");
  } catch {
    return "";
  }
}

import { goDuration, milliseconds } from "../plan/units";
import type { Health } from "./plan";

/** Between two checks of a task that has not been healthy yet, in seconds: what a rollout waits for. */
export const startInterval = 1;

/**
 * Between two checks of a task that was healthy before, in seconds, as Kubernetes has it by default. Each check starts a process in the
 * container, 60 ms of a core (measured): two dozen tasks that are checked every 2 s or 3 s take half a core for nothing.
 */
export const interval = 10;

/** In memory, and gone with the container. Images whose first check asks for more than the later ones look for it, too. */
const marker = "/dev/shm/was-healthy";

/**
 * The image's `healthcheck` command in the rhythm above. Engines before 25.0 know one interval only (the Docker API's `StartInterval` came
 * with 1.44), so the check of a task that was healthy begins by waiting.
 */
export function healthcheck({ timeout, retries, startPeriod }: Health) {
  return {
    tests: ["CMD-SHELL", `[ ! -e ${marker} ] || sleep ${interval - startInterval}; healthcheck && : > ${marker}`],
    interval: goDuration(`${startInterval} s`),
    timeout: goDuration(`${milliseconds(timeout) + (interval - startInterval) * 1_000} ms`),
    retries,
    startPeriod: goDuration(startPeriod),
  };
}

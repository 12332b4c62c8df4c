import { goDuration, milliseconds } from "../declaration/units";
import type { Health } from "./plan";

/** Between two checks that the engine starts, in seconds. */
const pause = 1;

/** Between two looks at a task that has not been healthy yet, in seconds: what a rollout waits for. */
export const startInterval = 0.5;

/** So long, in seconds, one check looks at such a task: starting a check costs the engine 60 ms of a core, a look costs a few. */
const patience = 4;

/**
 * Between two checks of a task that was healthy before, in seconds, as Kubernetes has it by default. Two dozen tasks that are checked every
 * 2 s or 3 s take half a core for nothing.
 */
export const interval = 10;

/** In memory, and gone with the container. Images whose first check asks for more than the later ones look for it, too. */
const marker = "/dev/shm/was-healthy";

const check = [
  `if [ -e ${marker} ]; then sleep ${interval - pause}; exec healthcheck; fi`,
  `end=$(($(date +%s) + ${patience}))`,
  `until why=$(healthcheck 2>&1); do [ $(date +%s) -lt $end ] || { echo "$why"; exit 1; }; sleep ${startInterval}; done`,
  `: > ${marker}`,
].join("\n");

/**
 * The image's `healthcheck` command in the rhythm above. Engines before 25.0 know one interval only (the Docker API's `StartInterval` came
 * with 1.44), so the check itself waits: of a task that was healthy before it looks, of one that was not while it looks.
 */
export function healthcheck({ timeout, retries, startPeriod }: Health) {
  return {
    tests: ["CMD-SHELL", check],
    interval: goDuration(`${pause} s`),
    timeout: goDuration(`${milliseconds(timeout) + (interval - pause) * 1_000} ms`),
    retries,
    startPeriod: goDuration(startPeriod),
  };
}

import { goDuration, milliseconds } from "../declaration/units";
import type { Health } from "./plan";

/** Interval of the engine's checks, in seconds. */
const engineInterval = 1;

/**
 * Interval in seconds at which one check polls a task that has not been healthy yet. A rollout waits for the result.
 */
export const startInterval = 0.5;

/**
 * How long one check polls such a task, in seconds. Starting a check costs the engine 60 ms of a core; a poll costs a
 * few milliseconds.
 */
const pollDuration = 4;

/**
 * Interval of the checks of a task that was healthy before, in seconds: the default of Kubernetes. Checks of two dozen
 * tasks every 2 s or 3 s take half a core.
 */
export const interval = 10;

/**
 * Exists once the task was healthy; it is in memory, so it does not outlive the container. Some images run a longer
 * check before it exists.
 */
const marker = "/dev/shm/was-healthy";

const check = [
  `if [ -e ${marker} ]; then sleep ${interval - engineInterval}; exec healthcheck; fi`,
  `end=$(($(date +%s) + ${pollDuration}))`,
  `until why=$(healthcheck 2>&1); do [ $(date +%s) -lt $end ] || { echo "$why"; exit 1; }; sleep ${startInterval}; done`,
  `: > ${marker}`,
].join("\n");

/**
 * The health check of a task: the image's `healthcheck` command at the intervals above. Engines before 25.0 have only
 * one interval (`StartInterval` came with version 1.44 of the Docker API), so the check itself waits: before the
 * command if the task was healthy, between polls otherwise.
 */
export function healthcheck({ timeout, retries, startPeriod }: Health) {
  return {
    tests: ["CMD-SHELL", check],
    interval: goDuration(`${engineInterval} s`),
    timeout: goDuration(`${milliseconds(timeout) + (interval - engineInterval) * 1_000} ms`),
    retries,
    startPeriod: goDuration(startPeriod),
  };
}

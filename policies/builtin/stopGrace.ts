import { seconds } from "../../components/declaration/units";
import type { Policy } from "../policy";

/** A stopped worker needs time to finish its job; a job that is killed has to be done again. */
export const stopGrace: Policy = {
  name: "stop-grace",
  level: "mandatory",
  check: ({ declared: { workers } }) =>
    workers.stopGrace === undefined || seconds(workers.stopGrace) > seconds(workers.timeLimit)
      ? []
      : [
          `workers.stopGrace is "${workers.stopGrace}", but a job may take workers.timeLimit, ` +
            `"${workers.timeLimit}"; a stop would kill it. ` +
            `Use "${seconds(workers.timeLimit) + 1} s" or more, or remove it.`,
        ],
};

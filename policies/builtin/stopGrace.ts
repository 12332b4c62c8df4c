import { seconds } from "../../components/declaration/units";
import type { Policy } from "../policy";

/** A worker that is stopped must be left the time to end the job at hand: what is killed has to be done again. */
export const stopGrace: Policy = {
  name: "stop-grace",
  level: "mandatory",
  check: ({ declared: { workers } }) =>
    workers.stopGrace === undefined || seconds(workers.stopGrace) > seconds(workers.timeLimit)
      ? []
      : [
          `workers.stopGrace is "${workers.stopGrace}", but a job may take workers.timeLimit, "${workers.timeLimit}"; a stop would kill it. ` +
            `Use "${seconds(workers.timeLimit) + 1} s" or more, or leave it out.`,
        ],
};

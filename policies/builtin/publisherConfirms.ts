import type { Policy } from "../policy";

/** A queue that refuses must be heard: without confirms, a refused item is lost and its producer is told that all is well. */
export const publisherConfirms: Policy = {
  name: "confirms",
  level: "mandatory",
  check: ({ declared: { queue } }) =>
    queue.confirms || queue.whenFull !== "reject"
      ? []
      : [
          `queue.whenFull is "reject", but queue.confirms is false: what a full queue refuses would be lost, and its producer told 202. ` +
            `Use confirms true, or whenFull "dropOldest".`,
        ],
};

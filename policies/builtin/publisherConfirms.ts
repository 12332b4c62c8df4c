import type { Policy } from "../policy";

/** Without publisher confirms, an item that a full queue rejects is lost although its publisher reports success. */
export const publisherConfirms: Policy = {
  name: "publisher-confirms",
  formerly: ["confirms"],
  level: "mandatory",
  check: ({ declared: { queue } }) =>
    queue.confirms || queue.whenFull !== "reject"
      ? []
      : [
          `queue.whenFull is "reject", but queue.confirms is false: items that a full queue rejects are lost, ` +
            "and their clients get 202. " +
            `Use confirms true, or whenFull "dropOldest".`,
        ],
};

import { formatNumber, formatSeconds } from "../../lib/format";
import { bytesText } from "../phrasing/values";
import type { Question } from "./question";

/** A longer queue that nobody drains faster. */
export const longerQueue: Question = ({ queue: was }, { queue: is }) =>
  was.emptyAfter === undefined ||
  is.emptyAfter === undefined ||
  is.maxItems <= was.maxItems ||
  is.emptyAfter < 1.5 * was.emptyAfter
    ? []
    : [
        `A full queue is empty after ${formatSeconds(was.emptyAfter)} → ${formatSeconds(is.emptyAfter)}: ${formatNumber(is.maxItems)} jobs may wait, and ` +
          `workers do ${formatNumber(is.drain ?? 0)}/s as before. Is a job that old still worth doing?`,
      ];

/** More items in as many bytes. */
export const sameBytes: Question = ({ queue: was }, { queue: is }) =>
  is.maxItems <= was.maxItems || is.maxBytes > was.maxBytes
    ? []
    : [
        `${formatNumber(was.maxItems)} → ${formatNumber(is.maxItems)} jobs may wait in the same ${bytesText(is.maxBytes)}: beyond ` +
          `${bytesText(is.maxBytes / is.maxItems)} a job (${bytesText(was.maxBytes / was.maxItems)} before) the bytes are the limit. Should ` +
          `queue.maxBytes grow, too?`,
      ];

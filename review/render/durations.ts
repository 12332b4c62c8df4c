import { formatSeconds } from "../../lib/format";
import type { Effect } from "../diff/schema";

/** What an effect takes: until `up` is done with it, what nobody can predict, and how long something is away. */
export const timesOf = ({ seconds, takes, outage }: Effect): string[] => [
  ...(seconds === undefined ? [] : [formatSeconds(seconds)]),
  ...(takes === undefined ? [] : [takes]),
  ...(outage === undefined ? [] : [`out for ${formatSeconds(outage)}`]),
];

import type { Review } from "../diff/schema";
import { visible } from "./escape";

/** The report as JSON. Unsafe characters are written as JSON escapes, because a terminal may interpret them. */
export const json = (review: Review): string => `${visible(JSON.stringify(review, null, 2))}\n`;

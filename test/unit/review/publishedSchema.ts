import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Review } from "../../../review/diff/schema";
import { json } from "../../../review/render/json";

/** `docs/review.schema.json`, which users rely on, instead of the schema in the code. */
export const published = z.fromJSONSchema(
  JSON.parse(readFileSync(join(__dirname, "../../../docs/review.schema.json"), "utf8")),
);

/** Asserts that the JSON report conforms to the published schema. */
export function expectValid(review: Review): void {
  expect(published.safeParse(JSON.parse(json(review)))).toMatchObject({ success: true });
}

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { reviewSchema } from "../../../review/diff/schema";

test("docs/review.schema.json is the schema of --format json", () => {
  const path = join(__dirname, "../../../docs/review.schema.json");
  const text = `${JSON.stringify(z.toJSONSchema(reviewSchema), null, 2)}\n`;
  if (process.env["UPDATE_GOLDEN"] !== undefined || !existsSync(path)) writeFileSync(path, text);
  expect(readFileSync(path, "utf8")).toBe(text);
});

import { prefixRange } from "../../../reconcilers/forget/range";

test("the range of a prefix ends at the first key without it", () => {
  const { key, range_end } = prefixRange("/service/old/");
  expect([key, range_end].map((text) => Buffer.from(text, "base64").toString())).toEqual([
    "/service/old/",
    "/service/old0",
  ]);
});

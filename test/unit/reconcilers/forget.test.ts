import { prefixRange } from "../../../reconcilers/forget/range";

test("a prefix is the range up to what follows it", () => {
  const { key, range_end } = prefixRange("/service/old/");
  expect([key, range_end].map((text) => Buffer.from(text, "base64").toString())).toEqual([
    "/service/old/",
    "/service/old0",
  ]);
});

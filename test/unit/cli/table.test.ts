import { table } from "../../../lib/table";

test("pads columns to their widest cell, without trailing spaces", () => {
  expect(
    table([
      ["SERVICE", "TASKS", "STATE"],
      ["router", "1/1", ""],
      ["content-db-1", "0/1", "starting"],
    ]),
  ).toBe(["SERVICE        TASKS   STATE", "router         1/1", "content-db-1   0/1     starting"].join("\n"));
});

test("accepts rows of different lengths", () => {
  expect(table([["a"], ["bb", "c"]])).toBe("a\nbb   c");
});

test("no rows give an empty string", () => {
  expect(table([])).toBe("");
});

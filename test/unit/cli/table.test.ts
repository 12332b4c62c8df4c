import { table } from "../../../lib/table";

test("columns are as wide as their widest cell, and lines have no blanks at their end", () => {
  expect(
    table([
      ["SERVICE", "TASKS", "STATE"],
      ["router", "1/1", ""],
      ["content-db-1", "0/1", "starting"],
    ]),
  ).toBe(["SERVICE        TASKS   STATE", "router         1/1", "content-db-1   0/1     starting"].join("\n"));
});

test("rows may be of different lengths", () => {
  expect(table([["a"], ["bb", "c"]])).toBe("a\nbb   c");
});

test("no rows are no text", () => {
  expect(table([])).toBe("");
});

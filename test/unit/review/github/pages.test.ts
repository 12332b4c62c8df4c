import { nextPage } from "../../../../review/github/github";

test.each([
  [null, undefined],
  ["", undefined],
  ['<https://api.example/a?page=1>; rel="first", <https://api.example/a?page=3>; rel="prev"', undefined],
  [
    '<https://api.example/a?page=2>; rel="next", <https://api.example/a?page=3>; rel="last"',
    "https://api.example/a?page=2",
  ],
  [
    '<https://api.example/a?page=1>; rel="prev", <https://api.example/a?page=3&x=1,2>; rel="next"',
    "https://api.example/a?page=3&x=1,2",
  ],
])("the next page of %j is %j", (link, next) => expect(nextPage(link)).toBe(next));

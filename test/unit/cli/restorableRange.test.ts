import { outsideRange } from "../../../cli/output/restorableRange";

const from = Date.parse("2026-11-20T10:00:00Z") / 1_000;
const until = Date.parse("2026-11-25T18:30:00Z") / 1_000 + 0.25;

test.each<[string, number | undefined, string, string | undefined]>([
  ["the end of the oldest backup", until, "2026-11-20T10:00:00Z", undefined],
  ["the last archived transaction", until, "2026-11-25T18:30:00.250Z", undefined],
  [
    "a time before the oldest backup",
    until,
    "2026-11-20T09:59:59Z",
    "content can be restored to 2026-11-20 10:00:00 UTC or later; 2026-11-20 09:59:59 UTC is before its oldest backup.",
  ],
  [
    "a time after the end of the archive",
    until,
    "2026-11-25T18:30:01Z",
    "content can be restored to 2026-11-25 18:30:00 UTC or earlier; 2026-11-25 18:30:01 UTC is after the end of its " +
      "archive. Use that time, or --to latest.",
  ],
  [
    "a time without an archive",
    undefined,
    "2026-11-25T18:30:00Z",
    "content has no archived write-ahead log yet; use --to latest.",
  ],
])("a restore to %s", (_, end, time, expected) =>
  expect(outsideRange({ database: "content", from, until: end }, Date.parse(time))).toBe(expected),
);

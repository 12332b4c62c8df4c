import fc from "fast-check";
import {
  bytes,
  type Duration,
  formatSize,
  goDuration,
  mebibytes,
  parseDuration,
  parseSize,
  seconds,
} from "../../../components/declaration/units";

test.each([
  ["512 MiB", 536_870_912],
  ["2 GiB", 2_147_483_648],
  ["1.5 GiB", 1_610_612_736],
  ["64 KiB", 65_536],
] as const)("%s is %i bytes", (size, expected) => expect(bytes(size)).toBe(expected));

test.each(["2GiB", "2 GB", "GiB", "", "-1 MiB", " 1 MiB", "1 MiB ", "1e3 MiB", 5, undefined, null, {}])(
  "%p is neither a size nor a duration",
  (text) => {
    expect(parseSize(text)).toBeUndefined();
    expect(parseDuration(text)).toBeUndefined();
  },
);

test.each([
  ["0 ms", "0s"],
  ["25 ms", "25ms"],
  ["1.5 s", "1.5s"],
  ["90 s", "1m30s"],
  ["5 min", "5m"],
  ["1 h", "1h"],
  ["3605 s", "1h0m5s"],
  ["3 s", "3s"],
] as const)("the Docker provider's notation of %s is %s", (duration, expected) =>
  expect(goDuration(duration)).toBe(expected),
);

test("a fraction of a second is rounded up, so that a limit never becomes 0", () => {
  expect(seconds("25 ms")).toBe(1);
  expect(seconds("1.2 s")).toBe(2);
});

test("a formatted size deviates by at most 5% of its unit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_024, max: 2 ** 45 }), (amount) => {
      const back = bytes(formatSize(amount));
      expect(Math.abs(back - amount) / amount).toBeLessThan(0.051);
    }),
  );
});

test("a duration in Go's notation has the same length", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400_000 }), (amount) => {
      const text: Duration = `${amount} ms`;
      const back = [...goDuration(text).matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce(
        (sum, [, count, unit]) =>
          sum + Number(count) * ({ h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }[unit ?? ""] ?? Number.NaN),
        0,
      );
      expect(back).toBeCloseTo(amount, 6);
    }),
  );
});

test("mebibytes are rounded down", () => expect(mebibytes("1023 KiB")).toBe(0));

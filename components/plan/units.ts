/** An amount of memory or disk, as a reviewer reads it: `"512 MiB"`, `"2 GiB"`. Binary units; whole or decimal. */
export type Size = `${number} ${SizeUnit}`;
type SizeUnit = "KiB" | "MiB" | "GiB" | "TiB";

/** A length of time: `"25 ms"`, `"5 min"`. */
export type Duration = `${number} ${DurationUnit}`;
type DurationUnit = "ms" | "s" | "min" | "h" | "d";

const bytesOf: Record<SizeUnit, number> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
const millisecondsOf: Record<DurationUnit, number> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Bytes of a size, or `undefined` where the text is not one. */
export function parseSize(text: unknown): number | undefined {
  return parse(text, bytesOf);
}

/** Milliseconds of a duration, or `undefined` where the text is not one. */
export function parseDuration(text: unknown): number | undefined {
  return parse(text, millisecondsOf);
}

function parse(text: unknown, units: Record<string, number>): number | undefined {
  if (typeof text !== "string") return undefined;
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ([A-Za-z]+)$/.exec(text) ?? [];
  const factor = unit !== undefined && Object.hasOwn(units, unit) ? units[unit] : undefined;
  return amount === undefined || factor === undefined ? undefined : Math.round(Number(amount) * factor);
}

function must(value: number | undefined, text: string): number {
  if (value === undefined) throw new TypeError(`${text} has no known unit`);
  return value;
}

export const bytes = (size: Size): number => must(parseSize(size), size);
export const kibibytes = (size: Size): number => Math.floor(bytes(size) / bytesOf.KiB);
export const mebibytes = (size: Size): number => Math.floor(bytes(size) / bytesOf.MiB);
export const milliseconds = (duration: Duration): number => must(parseDuration(duration), duration);
/** Whole seconds, rounded up: what rounds a limit down to nothing would switch it off. */
export const seconds = (duration: Duration): number => Math.ceil(milliseconds(duration) / 1_000);

/** The largest unit that writes an amount without a long fraction: 1,073,741,824 is `"1 GiB"`. */
export function formatSize(amount: number): Size {
  const unit = (["TiB", "GiB", "MiB"] as const).find((candidate) => amount >= bytesOf[candidate]) ?? "KiB";
  return `${Math.round((amount / bytesOf[unit]) * 10) / 10} ${unit}`;
}

/** Go's notation, which the Docker provider takes: 1500 is `"1s500ms"`, 90,000 is `"1m30s"`, as the engine writes it back. */
export function goDuration(duration: Duration): string {
  const total = milliseconds(duration);
  if (total === 0) return "0s";
  const parts: [number, string][] = [
    [Math.floor(total / 3_600_000), "h"],
    [Math.floor(total / 60_000) % 60, "m"],
    [Math.floor(total / 1_000) % 60, "s"],
    [total % 1_000, "ms"],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first)
    .filter(([amount, unit]) => amount > 0 || (unit !== "ms" && total >= 60_000))
    .map(([amount, unit]) => `${amount}${unit}`)
    .join("");
}

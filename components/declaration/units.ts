/** An amount of memory or disk in binary units: `"512 MiB"`, `"1.5 GiB"`. */
export type Size = `${number} ${SizeUnit}`;
type SizeUnit = "KiB" | "MiB" | "GiB" | "TiB";

/** A duration: `"25 ms"`, `"5 min"`. */
export type Duration = `${number} ${DurationUnit}`;
type DurationUnit = "ms" | "s" | "min" | "h" | "d";

const bytesOf: Record<SizeUnit, number> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
const millisecondsOf: Record<DurationUnit, number> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** The bytes of a size, or `undefined` if the text is not a size. */
export function parseSize(text: unknown): number | undefined {
  return parse(text, bytesOf);
}

/** The milliseconds of a duration, or `undefined` if the text is not a duration. */
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
/** Whole seconds, rounded up, because many programs read a limit of 0 as no limit. */
export const seconds = (duration: Duration): number => Math.ceil(milliseconds(duration) / 1_000);

/** An amount of bytes in the largest suitable unit, with at most one decimal: 1,073,741,824 is `"1 GiB"`. */
export function formatSize(amount: number): Size {
  const unit = (["TiB", "GiB", "MiB"] as const).find((candidate) => amount >= bytesOf[candidate]) ?? "KiB";
  return `${Math.round((amount / bytesOf[unit]) * 10) / 10} ${unit}`;
}

/**
 * The notation in which the Docker provider stores a duration: Go's, without trailing zero units. 90 s is `"1m30s"`,
 * 5 min is `"5m"`. Every preview would show another notation of the same duration as a change.
 */
export function goDuration(duration: Duration): string {
  const total = milliseconds(duration);
  const [hours, minutes, rest] = [Math.floor(total / 3_600_000), Math.floor(total / 60_000) % 60, total % 60_000];
  if (total < 1_000) return total === 0 ? "0s" : `${total}ms`;
  const units = [
    hours > 0 ? `${hours}h` : "",
    minutes > 0 || (hours > 0 && rest > 0) ? `${minutes}m` : "",
    rest > 0 ? `${rest / 1_000}s` : "",
  ];
  return units.join("");
}

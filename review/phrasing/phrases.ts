import { formatSize } from "../../components/declaration/units";
import { formatNumber, formatSeconds } from "../../lib/format";

/** `a`, `a and b`, `a, b and c`. Of more than five names, the first three and the number of the others. */
export function listOf(names: readonly string[]): string {
  const shown = names.length > 5 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.length < 2 ? (shown[0] ?? "none") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** `1 task`, `2 tasks`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** `cache-1 to cache-10` if the names are numbered without a gap, otherwise a list of them. */
export const seriesOf = (names: readonly string[]): string =>
  isSeries(names) ? `${names[0]} to ${names.at(-1)}` : listOf(names);

/** Whether there are three or more names, numbered without a gap. */
export function isSeries(names: readonly string[]): boolean {
  const numbers = names.map((name) => /^(.*-)(\d+)$/.exec(name));
  const [first] = numbers;
  return (
    names.length > 2 &&
    numbers.every(
      (match, index) => match !== null && match[1] === first?.[1] && Number(match[2]) === Number(first?.[2]) + index,
    )
  );
}

/** Units of metrics. A `part` is between 0 and 1 and is written in percent. */
export const units = ["", "bytes", "cores", "part", "per second", "seconds", "rows/s", "MB/s"] as const;
export type Unit = (typeof units)[number];

/** `66.7 %` */
export const percent = (part: number): string => `${formatNumber(part * 100)} %`;

/** `2 GiB` */
export const bytesText = (bytes: number): string => (bytes === 0 ? "0" : formatSize(bytes));

const formats: Readonly<Record<Unit, (value: number) => string>> = {
  "": formatNumber,
  bytes: bytesText,
  cores: (value) => (value === 1 ? "1 core" : `${formatNumber(value)} cores`),
  part: percent,
  "per second": (value) => `${formatNumber(value)}/s`,
  seconds: formatSeconds,
  "rows/s": (value) => `${formatNumber(value)} rows/s`,
  "MB/s": (value) => `${formatNumber(value)} MB/s`,
};

/** A value with its unit. Text is returned unchanged. */
export const valueText = (value: number | string, unit: Unit): string =>
  typeof value === "string" ? value : formats[unit](value);

/** A setting in a sentence: without quotes, numbers grouped. */
export function settingText(value: unknown): string {
  if (value === undefined) return "unset";
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

import { formatSize } from "../../components/declaration/units";
import { formatNumber, formatSeconds } from "../../lib/format";

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

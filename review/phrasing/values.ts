import { formatSize } from "../../components/declaration/units";
import { formatNumber, formatSeconds } from "../../lib/format";
import type { Unit } from "../diff/schema";

/** A part of a whole: `66.7 %`. */
export const percent = (part: number): string => `${formatNumber(part * 100)} %`;

/** `2 GiB`; nothing is `0`. */
export const bytesText = (amount: number): string => (amount === 0 ? "0" : formatSize(amount));

const written: Readonly<Record<Unit, (value: number) => string>> = {
  "": formatNumber,
  bytes: bytesText,
  cores: (value) => (value === 1 ? "1 core" : `${formatNumber(value)} cores`),
  part: percent,
  "per second": (value) => `${formatNumber(value)}/s`,
  seconds: formatSeconds,
  "rows/s": (value) => `${formatNumber(value)} rows/s`,
  "MB/s": (value) => `${formatNumber(value)} MB/s`,
};

/** A setting as it is said, without quotes. */
export const plain = (value: unknown): string =>
  value === undefined ? "unset" : typeof value === "number" ? formatNumber(value) : String(value);

/** A figure as a reader takes it in, with its unit. */
export const valueText = (value: number | string, unit: Unit): string =>
  typeof value === "string" ? value : written[unit](value);

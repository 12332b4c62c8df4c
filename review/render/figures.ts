import { formatSize } from "../../components/declaration/units";
import { figure, timeText } from "../../policies/phrasing";
import type { Unit } from "../diff/schema";

/** A part of a whole: `66.7 %`. */
export const percent = (part: number): string => `${figure(part * 100)} %`;

/** `2 GiB`; nothing is `0`. */
export const bytesText = (amount: number): string => (amount === 0 ? "0" : formatSize(amount));

const written: Readonly<Record<Unit, (value: number) => string>> = {
  "": figure,
  bytes: bytesText,
  cores: (value) => (value === 1 ? "1 core" : `${figure(value)} cores`),
  part: percent,
  "per second": (value) => `${figure(value)}/s`,
  seconds: timeText,
  "rows/s": (value) => `${figure(value)} rows/s`,
  "MB/s": (value) => `${figure(value)} MB/s`,
};

/** A setting as it is said, without quotes. */
export const plain = (value: unknown): string =>
  value === undefined ? "unset" : typeof value === "number" ? figure(value) : String(value);

/** A figure as a reader takes it in, with its unit. */
export const valueText = (value: number | string, unit: Unit): string =>
  typeof value === "string" ? value : written[unit](value);

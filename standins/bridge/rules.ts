import { parseDuration } from "./durations";

/** Returns the official provider's error text for an invalid value, and undefined for a valid one. */
export type Rule = (value: string | number | boolean) => string | undefined;

export const atLeast =
  (low: number): Rule =>
  (value) =>
    Number(value) < low ? `'${value}' cannot be lower than ${low}` : undefined;

export const matches =
  (pattern: string): Rule =>
  (value) =>
    new RegExp(pattern).test(String(value)) ? undefined : `'${value}' doesn't match the pattern '${pattern}'`;

export const duration: Rule = (value) => {
  const parsed = parseDuration(String(value));
  if (parsed === undefined) return `'${value}' is not a valid duration`;
  return parsed < 0 ? `'${value}' duration must not be negative` : undefined;
};

export const ratio: Rule = (value) => {
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(String(value))) return `'${value}' is not a float`;
  return Number(value) < 0 || Number(value) > 1 ? `'${value}' has to be between 0.0 and 1.0` : undefined;
};

export const base64: Rule = (value) => {
  const bare = String(value).replace(/[\r\n]/g, "");
  const good = bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare);
  return good ? undefined : `'${value}' is not base64 decodeable`;
};

export const sameRatio = (a: string, b: string): boolean => a !== "" && b !== "" && Number(a) === Number(b);

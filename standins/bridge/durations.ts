/**
 * Go's durations (`1m30s`, `1.5h`), which services use. Written here because the official plugin's results must match
 * digit by digit, and libraries for durations accept and print other forms.
 */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Nanoseconds; undefined if the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith("-") ? -1 : 1;
  const body = text.replace(/^[-+]/, "");
  if (body === "0") return 0;
  if (body === "") return undefined;
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < body.length) {
    const part = PART.exec(body);
    if (!part) return undefined;
    total += Number(part[1]) * (UNITS[part[2] ?? ""] ?? 0);
  }
  return sign * Math.round(total);
}

export const nanoseconds = (text: string): number => parseDuration(text) ?? 0;
export const milliseconds = (text: string): number => nanoseconds(text) / 1e6;

/** As Go prints it: `1m0s`. */
export function longDuration(ns: number): string {
  if (ns === 0) return "0s";
  const sign = ns < 0 ? "-" : "";
  const abs = Math.abs(ns);
  if (abs < 1e3) return `${sign}${abs}ns`;
  if (abs < 1e6) return `${sign}${abs / 1e3}µs`;
  if (abs < 1e9) return `${sign}${abs / 1e6}ms`;
  const hours = Math.floor(abs / 3600e9);
  const minutes = Math.floor((abs % 3600e9) / 60e9);
  const seconds = (abs % 60e9) / 1e9;
  return `${sign}${hours ? `${hours}h` : ""}${hours || minutes ? `${minutes}m` : ""}${seconds}s`;
}

/** As states store it, without trailing zero parts: `1m`, `2h`. */
export const shortDuration = (ns: number): string => longDuration(ns).replace(/m0s$/, "m").replace(/h0m$/, "h");

/** A stack trace as V8 has it, not mapped to the source: for `Error.prepareStackTrace`. */
export const plainStackTrace = (error: Error, calls: readonly NodeJS.CallSite[]): string =>
  [String(error), ...calls.map((call) => `    at ${String(call)}`)].join("\n");

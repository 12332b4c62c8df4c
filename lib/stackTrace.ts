/** A stack trace without source maps, for `Error.prepareStackTrace`. */
export const plainStackTrace = (error: Error, calls: readonly NodeJS.CallSite[]): string =>
  [String(error), ...calls.map((call) => `    at ${String(call)}`)].join("\n");

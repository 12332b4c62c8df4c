/** The CLI that set-up installs; the Go modules beside this folder are of the same version. */
export const cliVersion = "3.259.0";

/** An engineer's own CLI is used from this version on. */
export const oldestCli = "3.200.0";

/** The Pulumi CLI's Go modules ask for it. */
export const oldestGo = "1.25.0";

/** Provider plugins by name; the versions of the npm packages. */
export const pluginVersions = { docker: "5.2.0", random: "4.21.2" } as const;

/** Whether a version such as `v3.259.0`, `3.260.0-alpha.1` or `go1.26` is a given one or newer. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [have, want] = [numbers(version), numbers(oldest)];
  for (const [index, least] of want.entries()) {
    const part = have[index] ?? 0;
    if (part !== least) return part > least;
  }
  return have.length > 0;
}

const numbers = (version: string) => (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? "").split(".").filter(Boolean).map(Number);

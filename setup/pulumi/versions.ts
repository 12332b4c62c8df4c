// The whole package has 50 files, which take longer to load.
import coerce from "semver/functions/coerce";
import gte from "semver/functions/gte";

/** The CLI version that set-up installs. The Go modules in `go/` have the same version. */
export const cliVersion = "3.259.0";

/** The oldest CLI on PATH that is used. */
export const oldestCli = "3.200.0";

/** The oldest Go version that can build the CLI. */
export const oldestGo = "1.25.0";

/** Versions of the provider plugins, equal to those of the npm packages. */
export const pluginVersions = { docker: "5.2.0", random: "4.21.2" } as const;

/** Compares versions such as `v3.259.0`, `3.260.0-alpha.1` or `go1.26`. Pre-releases count as their release. */
export function isAtLeast(version: string, oldest: string): boolean {
  const found = coerce(version);
  return found !== null && gte(found, oldest);
}

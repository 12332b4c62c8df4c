import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { inProject, inToolchain } from "../../lib/paths";

/** A Pulumi CLI and what to run it with. */
export interface PulumiCli {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether its state is in this project's folder, under this project's own passphrase. */
  readonly embedded: boolean;
}

/**
 * What every Pulumi command of this project runs with. The backend is a folder of the project (Pulumi.yaml), encrypted with a
 * passphrase that is generated once, so that nobody needs an account; an engineer's own backend or passphrase wins.
 */
export function pulumiEnvironment(cli: string, user: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return {
    ...user,
    PATH: [dirname(cli), user["PATH"]].join(delimiter),
    // Plugins go here: a stand-in must never pass for the official plugin in the engineer's other projects.
    PULUMI_HOME: inToolchain("pulumi"),
    ...credentials(user),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
    ...passphrase(user),
  };
}

/** An engineer's own backend wants the engineer's own login, which is in another home than ours. */
function credentials(user: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (user["PULUMI_BACKEND_URL"] === undefined) return {};
  return {
    PULUMI_CREDENTIALS_PATH: user["PULUMI_CREDENTIALS_PATH"] ?? user["PULUMI_HOME"] ?? join(homedir(), ".pulumi"),
  };
}

/** Whether the engineer has set neither a backend nor a passphrase. */
export const isEmbedded = (user: NodeJS.ProcessEnv = process.env): boolean =>
  ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_BACKEND_URL"].every(
    (name) => user[name] === undefined,
  );

const passphrase = (user: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  isEmbedded(user)
    ? {
        PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(),
        // A stack's salt is in its state too; without this, a stack file that has none gets a new one.
        PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      }
    : {};

const passphraseFile = () => inProject(".state", "passphrase");

/** The folder of the embedded backend, and its passphrase. Losing the passphrase loses the secrets in the state, so it is never written twice. */
export function ensureBackend(): void {
  mkdirSync(dirname(passphraseFile()), { recursive: true, mode: 0o700 });
  mkdirSync(inToolchain("pulumi"), { recursive: true });
  if (!existsSync(passphraseFile())) {
    writeFileSync(passphraseFile(), randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  }
}

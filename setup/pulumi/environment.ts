import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { inProject, inToolchain } from "../../lib/paths";

/** A Pulumi CLI with its environment. */
export interface PulumiCli {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether state and passphrase are in `.state` of this project. */
  readonly embedded: boolean;
}

/**
 * The environment of every Pulumi command. The default backend is a project folder (Pulumi.yaml), encrypted with a
 * generated passphrase, so that no account is needed. A backend or passphrase of the user takes precedence.
 */
export function pulumiEnvironment(cli: string, user: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return {
    ...user,
    PATH: [dirname(cli), user["PATH"]].join(delimiter),
    // A home of this project, so that other projects never use a stand-in plugin.
    PULUMI_HOME: inToolchain("pulumi"),
    ...credentials(user),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
    ...passphrase(user),
  };
}

/** A backend of the user needs the login of the user, which is in another home. */
function credentials(user: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (user["PULUMI_BACKEND_URL"] === undefined) return {};
  return {
    PULUMI_CREDENTIALS_PATH: user["PULUMI_CREDENTIALS_PATH"] ?? user["PULUMI_HOME"] ?? join(homedir(), ".pulumi"),
  };
}

/** Whether the user has set neither a backend nor a passphrase. */
export const isEmbedded = (user: NodeJS.ProcessEnv = process.env): boolean =>
  ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_BACKEND_URL"].every(
    (name) => user[name] === undefined,
  );

const passphrase = (user: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  isEmbedded(user)
    ? {
        PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(),
        // The salt of a stack is in its state too. Without this, a stack file without salt would get a new one.
        PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      }
    : {};

const passphraseFile = () => inProject(".state", "passphrase");

/**
 * Creates the folder of the embedded backend and its passphrase. The passphrase is never overwritten: without it the
 * secrets in the state are lost.
 */
export function ensureBackend(): void {
  mkdirSync(dirname(passphraseFile()), { recursive: true, mode: 0o700 });
  mkdirSync(inToolchain("pulumi"), { recursive: true });
  if (!existsSync(passphraseFile())) {
    writeFileSync(passphraseFile(), randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  }
}

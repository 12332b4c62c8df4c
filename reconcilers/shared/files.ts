import { readFileSync } from "node:fs";
import { authorityPath, desiredStatePath, passwordsPath } from "../../contracts/reconcilerFiles";

export type Passwords = Readonly<Record<string, string>>;

/**
 * The desired state of this reconciler, from its Swarm config. The plan writes it by the same contract, so it is not
 * validated again.
 */
export const readDesired = <T>(): T => JSON.parse(readFileSync(desiredStatePath, "utf8"));

/** Passwords by role, from its Swarm secret. */
export const readPasswords = (): Passwords => JSON.parse(readFileSync(passwordsPath, "utf8"));

/** @throws Error if the secret has no password for the role. */
export function passwordOf(passwords: Passwords, role: string): string {
  const password = passwords[role];
  if (password === undefined) throw new Error(`the reconciler's secret has no password for ${role}`);
  return password;
}

/** Certificate of the authority that signs those of members and poolers. */
export const authority = (): string => readFileSync(authorityPath, "utf8");

import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * The verifier that PostgreSQL stores for a password (RFC 5802 and 7677; PostgreSQL 17, 52.8 pg_authid). It is computed
 * here, so that no password is ever part of a statement, which PostgreSQL may log.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16), iterations = 4_096): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const stored = createHash("sha256").update(hmac(salted, "Client Key")).digest("base64");
  const serverKey = hmac(salted, "Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${serverKey}`;
}

/** Whether a verifier belongs to a password. */
export function verifies(verifier: string | null, password: string): boolean {
  const [, iterations, salt] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(verifier ?? "") ?? [];
  if (verifier === null || iterations === undefined || salt === undefined) return false;
  const expected = Buffer.from(scramVerifier(password, Buffer.from(salt, "base64"), Number(iterations)));
  return expected.length === verifier.length && timingSafeEqual(expected, Buffer.from(verifier));
}

const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

import { randomBytes, timingSafeEqual } from "node:crypto";
import { piFraction } from "./pi";

/** 2^10 rounds, as the official provider has it. */
const COST = 10;
/** bcrypt reads no more of a password. */
const MAX_BYTES = 72;
const ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const TEXT = [0x4f727068, 0x65616e42, 0x65686f6c, 0x64657253, 0x63727944, 0x6f756274];

/** The `bcryptHash` of a password (Provos and Mazieres, 1999), which Node has no function for. */
export function bcrypt(password: string, salt: Buffer = randomBytes(16)): string {
  return `$2a$${COST}$${encode(salt)}${encode(digest(password, salt, COST).subarray(0, 23))}`;
}

export function bcryptMatches(password: string, hash: string): boolean {
  const [, , , rest = ""] = hash.split("$");
  const salt = decode(rest.slice(0, 22)).subarray(0, 16);
  return timingSafeEqual(Buffer.from(bcrypt(password, salt)), Buffer.from(hash));
}

/** Blowfish with a key schedule that is dear on purpose. */
interface Schedule {
  readonly p: Int32Array;
  readonly s: Int32Array;
}

let initial: Schedule | undefined;

/** Blowfish starts with the digits of pi: 18 words for the subkeys, then four boxes of 256. */
function fresh(): Schedule {
  initial ??= (() => {
    const words = piFraction(18 + 4 * 256);
    return { p: Int32Array.from(words.slice(0, 18)), s: Int32Array.from(words.slice(18)) };
  })();
  return { p: initial.p.slice(), s: initial.s.slice() };
}

function digest(password: string, salt: Buffer, cost: number): Buffer {
  const key = words(Buffer.concat([Buffer.from(password).subarray(0, MAX_BYTES), Buffer.of(0)]), 18);
  const saltWords = words(salt, 4);
  const saltKey = words(salt, 18);
  const none = new Int32Array(4);
  const schedule = fresh();
  expand(schedule, key, saltWords);
  for (let round = 0; round < 2 ** cost; round++) {
    expand(schedule, key, none);
    expand(schedule, saltKey, none);
  }
  const block = Int32Array.from(TEXT);
  for (let i = 0; i < block.length; i += 2) for (let n = 0; n < 64; n++) encipher(schedule, block, i);
  const out = Buffer.alloc(24);
  block.forEach((word, i) => out.writeInt32BE(word, i * 4));
  return out;
}

/** Bytes, repeated as long as needed, as big-endian words. */
function words(bytes: Buffer, count: number): Int32Array {
  const at = (i: number): number => bytes[i % bytes.length] ?? 0;
  return Int32Array.from({ length: count }, (_, i) => (at(4 * i) << 24) | (at(4 * i + 1) << 16) | (at(4 * i + 2) << 8) | at(4 * i + 3));
}

function expand(schedule: Schedule, key: Int32Array, salt: Int32Array): void {
  const { p, s } = schedule;
  for (let i = 0; i < 18; i++) p[i] = (p[i] ?? 0) ^ (key[i] ?? 0);
  const block = new Int32Array(2);
  let turn = 0;
  const fill = (target: Int32Array): void => {
    for (let i = 0; i < target.length; i += 2) {
      block[0] = (block[0] ?? 0) ^ (salt[turn] ?? 0);
      block[1] = (block[1] ?? 0) ^ (salt[turn + 1] ?? 0);
      turn = (turn + 2) & 3;
      encipher(schedule, block, 0);
      target[i] = block[0] ?? 0;
      target[i + 1] = block[1] ?? 0;
    }
  };
  fill(p);
  fill(s);
}

function encipher({ p, s }: Schedule, block: Int32Array, at: number): void {
  let left = (block[at] as number) ^ (p[0] as number);
  let right = block[at + 1] as number;
  for (let i = 1; i <= 16; i += 2) {
    right ^= (((((s[left >>> 24] as number) + (s[256 + ((left >>> 16) & 255)] as number)) ^ (s[512 + ((left >>> 8) & 255)] as number)) + (s[768 + (left & 255)] as number)) | 0) ^ (p[i] as number);
    left ^= (((((s[right >>> 24] as number) + (s[256 + ((right >>> 16) & 255)] as number)) ^ (s[512 + ((right >>> 8) & 255)] as number)) + (s[768 + (right & 255)] as number)) | 0) ^ (p[i + 1] as number);
  }
  block[at] = right ^ (p[17] as number);
  block[at + 1] = left;
}

/** bcrypt's own base64. */
function encode(bytes: Buffer): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{1,6}/g) ?? []).map((six) => ALPHABET[parseInt(six.padEnd(6, "0"), 2)] ?? "").join("");
}

function decode(encoded: string): Buffer {
  const bits = [...encoded].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(6, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

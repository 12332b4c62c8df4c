import { randomBytes, randomInt } from "node:crypto";
import { flag, number, type Properties, text } from "../bridge/values";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
const DIGITS = "0123456789";
/** The official provider's own choice of special characters. */
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** A random string: the least number of each class that is asked for, the rest of all classes, in random order. */
export function drawString(planned: Properties): string {
  const special = text(planned.overrideSpecial) || SPECIAL;
  const all = [
    flag(planned.upper) ? UPPER : "",
    flag(planned.lower) ? LOWER : "",
    flag(planned.numeric) ? DIGITS : "",
    flag(planned.special) ? special : "",
  ].join("");
  if (all === "") throw new Error("the character set specified is empty");
  const least = [
    ...drawFrom(DIGITS, number(planned.minNumeric)),
    ...drawFrom(LOWER, number(planned.minLower)),
    ...drawFrom(UPPER, number(planned.minUpper)),
    ...drawFrom(special, number(planned.minSpecial)),
  ];
  return shuffled([...least, ...drawFrom(all, number(planned.length) - least.length)]).join("");
}

const drawFrom = (characters: string, count: number): string[] => {
  const set = [...characters];
  return Array.from({ length: Math.max(0, count) }, () => set[randomInt(set.length)] ?? "");
};

function shuffled<T>(items: readonly T[]): T[] {
  const keys = items.map((item) => ({ item, key: randomBytes(6).readUIntBE(0, 6) }));
  return keys.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

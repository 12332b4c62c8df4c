import { randomInt } from "node:crypto";
import { flag, number, type Properties, text } from "../bridge/values";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
const DIGITS = "0123456789";
/** The official provider's special characters. */
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** The minimum number of characters of each class, filled up from all enabled classes, in random order. */
export function generatePassword(planned: Properties): string {
  const special = text(planned.overrideSpecial) || SPECIAL;
  const enabled = [
    flag(planned.upper) ? UPPER : "",
    flag(planned.lower) ? LOWER : "",
    flag(planned.numeric) ? DIGITS : "",
    flag(planned.special) ? special : "",
  ].join("");
  if (enabled === "") throw new Error("the character set specified is empty");
  const required = [
    ...pick(DIGITS, number(planned.minNumeric)),
    ...pick(LOWER, number(planned.minLower)),
    ...pick(UPPER, number(planned.minUpper)),
    ...pick(special, number(planned.minSpecial)),
  ];
  return shuffle([...required, ...pick(enabled, number(planned.length) - required.length)]).join("");
}

const pick = (characters: string, count: number): string[] => {
  const set = [...characters];
  return Array.from({ length: Math.max(0, count) }, () => set[randomInt(set.length)] ?? "");
};

function shuffle<T>(items: readonly T[]): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(randomInt(rest.length), 1));
}

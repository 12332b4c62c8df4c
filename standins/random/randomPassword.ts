import { genSaltSync, hashSync } from "bcryptjs";
import { bool, int, map, string } from "../bridge/schema";
import type { Problem } from "../bridge/validate";
import { flag, isUnset, number, type Properties, UNKNOWN } from "../bridge/values";
import type { RandomResource } from "./framework";
import { generatePassword } from "./generatePassword";

export const randomPassword: RandomResource = {
  schema: {
    token: "random:index/randomPassword:RandomPassword",
    version: 3,
    fields: {
      bcryptHash: string({ output: true, secret: true }),
      keepers: map({ replaces: true }),
      length: int({ required: true, replaces: true }),
      lower: bool({ default: true, replaces: true }),
      minLower: int({ default: 0, replaces: true }),
      minNumeric: int({ default: 0, replaces: true }),
      minSpecial: int({ default: 0, replaces: true }),
      minUpper: int({ default: 0, replaces: true }),
      /** The former name of `numeric`; both always have the same value. */
      number: bool({ replaces: true }),
      numeric: bool({ replaces: true }),
      overrideSpecial: string({ replaces: true }),
      result: string({ output: true, secret: true }),
      special: bool({ default: true, replaces: true }),
      upper: bool({ default: true, replaces: true }),
    },
  },
  problems,
  derive: (planned, inputs) => {
    const numeric = inputs.numeric ?? inputs.number ?? true;
    return { ...planned, number: numeric, numeric };
  },
  generate: (planned) => {
    const result = generatePassword(planned);
    return { id: "none", result, bcryptHash: bcryptHash(result) };
  },
  importState: (password) => ({
    id: "none",
    result: password,
    bcryptHash: bcryptHash(password),
    length: Buffer.byteLength(password),
    lower: true,
    minLower: 0,
    minNumeric: 0,
    minSpecial: 0,
    minUpper: 0,
    number: true,
    numeric: true,
    special: true,
    upper: true,
  }),
};

/** The cost factor of the official provider: 2^10 rounds. */
const BCRYPT_COST = 10;

/** The official provider writes version `2a`, bcryptjs `2b`. The two differ in the prefix only. */
const bcryptHash = (password: string): string =>
  hashSync(password, genSaltSync(BCRYPT_COST).replace(/^\$2b\$/, "$2a$$"));

const OTHER_CLASSES = ["special", "upper", "lower"];

function problems(inputs: Properties): Problem[] {
  const { length } = inputs;
  const found: Problem[] = [];
  if (typeof length === "number" && length < 1) {
    found.push({
      reason: `Invalid Attribute Value. Attribute length value must be at least 1, got: ${length}`,
      path: ["length"],
    });
  }
  const minimums = ["minUpper", "minLower", "minNumeric", "minSpecial"].map((name) => inputs[name]);
  const sum = minimums.reduce<number>((total, value) => total + number(value), 0);
  if (typeof length === "number" && !minimums.includes(UNKNOWN) && length < sum) {
    found.push({
      reason:
        "Invalid Attribute Value. Attribute length value must be at least sum of " +
        `min_upper + min_lower + min_numeric + min_special, got: ${length}`,
      path: ["length"],
    });
  }
  const isOff = (name: string): boolean => !isUnset(inputs[name]) && inputs[name] !== UNKNOWN && !flag(inputs[name]);
  for (const name of ["number", "numeric"]) {
    if (inputs[name] === false && OTHER_CLASSES.every(isOff)) {
      found.push({
        reason:
          "Invalid Attribute Combination. " +
          `At least one attribute out of [${OTHER_CLASSES.join(",")}] must be specified as true`,
        path: [name],
      });
    }
  }
  if (!isUnset(inputs.number) && !isUnset(inputs.numeric) && inputs.number !== inputs.numeric) {
    found.push({
      reason: "Number and numeric are both configured with different values. Number is deprecated, use numeric instead",
      path: ["number"],
    });
  }
  return found;
}

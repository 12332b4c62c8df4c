import { bool, type Fields, int, map, string } from "../bridge/schema";
import { flag, isUnset, number, type Properties, UNKNOWN } from "../bridge/values";
import type { Problem } from "../bridge/validate";
import { bcrypt } from "./bcrypt";
import { drawString } from "./characters";
import type { RandomResource } from "./framework";

export const keepers = () => map({ replaces: true });

const fields: Fields = {
  keepers: keepers(),
  length: int({ required: true, replaces: true }),
  lower: bool({ default: true, replaces: true }),
  minLower: int({ default: 0, replaces: true }),
  minNumeric: int({ default: 0, replaces: true }),
  minSpecial: int({ default: 0, replaces: true }),
  minUpper: int({ default: 0, replaces: true }),
  /** The older name of `numeric`; both always have the same value. */
  number: bool({ replaces: true }),
  numeric: bool({ replaces: true }),
  overrideSpecial: string({ replaces: true }),
  special: bool({ default: true, replaces: true }),
  upper: bool({ default: true, replaces: true }),
};

export const randomString: RandomResource = {
  schema: { token: "random:index/randomString:RandomString", version: 2, fields: { ...fields, result: string({ output: true }) } },
  problems,
  settle,
  draw: (planned) => {
    const result = drawString(planned);
    return { id: result, result };
  },
  recover: (id) => ({ ...recovered(id), id, result: id }),
};

export const randomPassword: RandomResource = {
  schema: {
    token: "random:index/randomPassword:RandomPassword",
    version: 3,
    fields: { ...fields, bcryptHash: string({ output: true, secret: true }), result: string({ output: true, secret: true }) },
  },
  problems,
  settle,
  draw: (planned) => {
    const result = drawString(planned);
    return { id: "none", result, bcryptHash: bcrypt(result) };
  },
  recover: (id) => ({ ...recovered(id), id: "none", result: id, bcryptHash: bcrypt(id) }),
};

const recovered = (value: string): Properties => ({
  length: Buffer.byteLength(value),
  lower: true,
  minLower: 0,
  minNumeric: 0,
  minSpecial: 0,
  minUpper: 0,
  number: true,
  numeric: true,
  special: true,
  upper: true,
});

function settle(planned: Properties, inputs: Properties): Properties {
  const digits = inputs.numeric ?? inputs.number ?? true;
  return { ...planned, number: digits, numeric: digits };
}

const CLASSES = ["special", "upper", "lower"];

function problems(inputs: Properties): Problem[] {
  const { length } = inputs;
  const found: Problem[] = [];
  if (typeof length === "number" && length < 1) {
    found.push({ reason: `Invalid Attribute Value. Attribute length value must be at least 1, got: ${length}`, path: ["length"] });
  }
  const least = ["minUpper", "minLower", "minNumeric", "minSpecial"].map((name) => inputs[name]);
  const sum = least.reduce<number>((total, value) => total + number(value), 0);
  if (typeof length === "number" && !least.includes(UNKNOWN) && length < sum) {
    found.push({
      reason: `Invalid Attribute Value. Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special, got: ${length}`,
      path: ["length"],
    });
  }
  for (const name of ["number", "numeric"]) {
    const none = inputs[name] === false && CLASSES.every((other) => !isUnset(inputs[other]) && inputs[other] !== UNKNOWN && !flag(inputs[other]));
    if (none) {
      found.push({ reason: `Invalid Attribute Combination. At least one attribute out of [${CLASSES.join(",")}] must be specified as true`, path: [name] });
    }
  }
  if (!isUnset(inputs.number) && !isUnset(inputs.numeric) && inputs.number !== inputs.numeric) {
    found.push({ reason: "Number and numeric are both configured with different values. Number is deprecated, use numeric instead", path: ["number"] });
  }
  return found;
}

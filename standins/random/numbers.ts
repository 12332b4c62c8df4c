import { createHash, randomBytes, randomInt } from "node:crypto";
import { int, string } from "../bridge/schema";
import { isUnset, number, type Properties, text } from "../bridge/values";
import type { RandomResource } from "./framework";
import { keepers } from "./strings";

export const randomId: RandomResource = {
  schema: {
    token: "random:index/randomId:RandomId",
    version: 0,
    fields: {
      b64Std: string({ output: true }),
      b64Url: string({ output: true }),
      byteLength: int({ required: true, replaces: true }),
      dec: string({ output: true }),
      hex: string({ output: true }),
      keepers: keepers(),
      prefix: string({ replaces: true }),
    },
  },
  draw: (planned) => idForms(randomBytes(number(planned.byteLength)), text(planned.prefix)),
  recover: (given) => {
    const comma = given.lastIndexOf(",");
    const prefix = comma < 0 ? "" : given.slice(0, comma);
    const bytes = Buffer.from(given.slice(comma + 1), "base64url");
    return { ...idForms(bytes, prefix), byteLength: bytes.length, ...(prefix === "" ? {} : { prefix }) };
  },
};

function idForms(bytes: Buffer, prefix: string): Properties {
  const id = bytes.toString("base64url");
  const hex = bytes.toString("hex");
  return { id, b64Url: prefix + id, b64Std: prefix + bytes.toString("base64"), hex: prefix + hex, dec: prefix + BigInt(`0x${hex || "0"}`).toString() };
}

export const randomInteger: RandomResource = {
  schema: {
    token: "random:index/randomInteger:RandomInteger",
    version: 0,
    fields: {
      keepers: keepers(),
      max: int({ required: true, replaces: true }),
      min: int({ required: true, replaces: true }),
      result: int({ output: true }),
      seed: string({ replaces: true }),
    },
  },
  draw: (planned) => {
    const [min, max] = [number(planned.min), number(planned.max)];
    if (max < min) throw new Error("Create Random Integer Error: The minimum (minVal) value needs to be smaller than or equal to maximum (maxVal) value.");
    const result = isUnset(planned.seed) || planned.seed === "" ? randomInt(min, max + 1) : seeded(text(planned.seed), min, max);
    return { id: String(result), result };
  },
  recover: (given) => {
    const [result = "", min = "", max = "", seed] = given.split(",");
    if (![result, min, max].every((part) => /^-?\d+$/.test(part))) {
      throw new Error("Invalid import usage: expecting {result},{min},{max} or {result},{min},{max},{seed}");
    }
    return { id: result, result: Number(result), min: Number(min), max: Number(max), ...(seed === undefined ? {} : { seed }) };
  },
};

/** The same number for the same seed; not the official provider's, whose generator is Go's. */
function seeded(seed: string, min: number, max: number): number {
  const drawn = createHash("sha256").update(seed).digest().readUIntBE(0, 6);
  return min + (drawn % (max - min + 1));
}

export const randomUuid: RandomResource = {
  schema: { token: "random:index/randomUuid:RandomUuid", version: 0, fields: { keepers: keepers(), result: string({ output: true }) } },
  draw: () => {
    // All 128 bits random, as the official provider has it, so without a version in it.
    const result = randomBytes(16).toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    return { id: result, result };
  },
  recover: (id) => {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new Error(`${id} is no UUID.`);
    return { id: id.toLowerCase(), result: id.toLowerCase() };
  },
};

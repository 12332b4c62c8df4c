import { randomBytes } from "node:crypto";
import { int, map, string } from "../bridge/schema";
import { number, type Properties, text } from "../bridge/values";
import type { RandomResource } from "./framework";

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
      keepers: map({ replaces: true }),
      prefix: string({ replaces: true }),
    },
  },
  generate: (planned) => encodings(randomBytes(number(planned.byteLength)), text(planned.prefix)),
};

function encodings(bytes: Buffer, prefix: string): Properties {
  const id = bytes.toString("base64url");
  const hex = bytes.toString("hex");
  return {
    id,
    b64Url: prefix + id,
    b64Std: prefix + bytes.toString("base64"),
    hex: prefix + hex,
    dec: prefix + BigInt(`0x${hex || "0"}`).toString(),
  };
}

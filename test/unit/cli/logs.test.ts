import { linesOf } from "../../../cli/docker/logs";

function frame(stream: number, text: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(stream, 0);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

test("splits the frames of stdout and stderr into lines", () => {
  expect(
    linesOf(Buffer.concat([frame(1, "starting\n"), frame(2, "größer\r\n"), frame(1, "half "), frame(1, "a line\n")])),
  ).toEqual(["starting", "größer", "half a line"]);
});

test("reads an incomplete frame", () => {
  expect(linesOf(frame(1, "all of it\n").subarray(0, 11))).toEqual(["all"]);
});

test("reads no lines from an empty log", () => {
  expect(linesOf(Buffer.alloc(0))).toEqual([]);
});

import { linesOf } from "../../../cli/docker/logs";

function frame(stream: number, text: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(stream, 0);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

test("takes the frames of stdout and stderr apart", () => {
  expect(
    linesOf(Buffer.concat([frame(1, "starting\n"), frame(2, "größer\r\n"), frame(1, "half "), frame(1, "a line\n")])),
  ).toEqual(["starting", "größer", "half a line"]);
});

test("a frame that is cut off gives what is there of it", () => {
  expect(linesOf(frame(1, "all of it\n").subarray(0, 11))).toEqual(["all"]);
});

test("an empty log has no lines", () => {
  expect(linesOf(Buffer.alloc(0))).toEqual([]);
});

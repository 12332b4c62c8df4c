import { runForeground } from "../../../cli/runForeground";

test("a program that is still there at its limit is ended, and has failed", async () => {
  expect(
    await runForeground(process.execPath, ["-e", "setInterval(() => {}, 1000)"], process.env, {
      limit: AbortSignal.timeout(100),
    }),
  ).toBe(1);
});

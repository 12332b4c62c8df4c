import { runForeground } from "../../../cli/terminal/runForeground";

test("kills a program at its time limit and reports a failure", async () => {
  expect(
    await runForeground(process.execPath, ["-e", "setInterval(() => {}, 1000)"], process.env, {
      limit: AbortSignal.timeout(100),
    }),
  ).toBe(1);
});

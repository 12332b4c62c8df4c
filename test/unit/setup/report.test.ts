import { allSettled } from "../../../lib/allSettled";
import { printingReport } from "../../../lib/report";

test("prints slow work when it starts, and the result of a step with its duration", async () => {
  const lines: string[] = [];
  const result = await printingReport((line) => lines.push(line)).step("Swarm", async (step) => {
    step.doing("starting the engine");
    step.done("1 machine");
    return 7;
  });
  expect(result).toBe(7);
  expect(lines[0]).toBe("Swarm              starting the engine ...");
  expect(lines[1]).toMatch(/^Swarm {14}1 machine +0\.\d s$/);
});

test("prints the failure of a step and rethrows the error", async () => {
  const lines: string[] = [];
  const step = printingReport((line) => lines.push(line)).step("Images", () => Promise.reject(new Error("no")));
  await expect(step).rejects.toThrow("no");
  expect(lines[0]).toMatch(/^Images {13}failed/);
});

test("waits for all promises before it throws the first error", async () => {
  let done = false;
  const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    done = true;
  });
  await expect(allSettled([Promise.reject(new Error("no")), slow])).rejects.toThrow("no");
  expect(done).toBe(true);
});

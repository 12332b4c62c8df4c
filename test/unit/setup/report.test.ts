import { printingReport } from "../../../lib/report";
import { allSettled, Semaphore } from "../../../lib/semaphore";

test("a step is a line with its result and time, and one before it where it takes a while", async () => {
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

test("a step that fails says so, and passes the error on", async () => {
  const lines: string[] = [];
  const step = printingReport((line) => lines.push(line)).step("Images", () => Promise.reject(new Error("no")));
  await expect(step).rejects.toThrow("no");
  expect(lines[0]).toMatch(/^Images {13}failed/);
});

test("gates let so many through at once", async () => {
  const gates = new Semaphore(2);
  let [inside, most] = [0, 0];
  await Promise.all(
    [1, 2, 3, 4, 5].map(() =>
      gates.pass(async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise(setImmediate);
        inside -= 1;
      }),
    ),
  );
  expect([inside, most]).toEqual([0, 2]);
});

test("a failure inside a gate opens it again", async () => {
  const gates = new Semaphore(1);
  await expect(gates.pass(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(gates.pass(async () => "yes")).resolves.toBe("yes");
});

test("all work is awaited before the first failure is told", async () => {
  let done = false;
  const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    done = true;
  });
  await expect(allSettled([Promise.reject(new Error("no")), slow])).rejects.toThrow("no");
  expect(done).toBe(true);
});

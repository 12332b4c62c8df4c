import { readFileSync } from "node:fs";

/** Samples how many processes want a core, ten times a second; `tell` gets the mean of each second. */
export function watchRunnable(tell: (runnable: number) => void): () => void {
  let samples: number[] = [];
  const clock = setInterval(() => {
    // "0.20 0.18 0.12 1/80 11206": the fourth is runnable/all. This process is one of them.
    samples.push(Number(readFileSync("/proc/loadavg", "utf8").split(" ")[3]?.split("/")[0]) - 1);
    if (samples.length < 10) return;
    tell(samples.reduce((a, b) => a + b, 0) / samples.length);
    samples = [];
  }, 100);
  return () => clearInterval(clock);
}

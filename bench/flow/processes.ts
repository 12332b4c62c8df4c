import { readFileSync } from "node:fs";
import { mean } from "../support/measure";

/** Milliseconds between two samples, at most; half of it on average, and by chance, so that they do not fall on the moments in which requests leave. */
const longest = 200;

/** Samples how many processes want a core, about ten times a second; `tell` gets the mean of each ten. */
export function watchRunnable(tell: (runnable: number) => void): () => void {
  let samples: number[] = [];
  let clock: NodeJS.Timeout;
  const sample = () => {
    // "0.20 0.18 0.12 1/80 11206": the fourth is runnable/all. This process is one of them.
    samples.push(Number(readFileSync("/proc/loadavg", "utf8").split(" ")[3]?.split("/")[0]) - 1);
    if (samples.length === 10) {
      tell(mean(samples));
      samples = [];
    }
    next();
  };
  const next = () => {
    clock = setTimeout(sample, Math.random() * longest);
  };
  next();
  return () => clearTimeout(clock);
}

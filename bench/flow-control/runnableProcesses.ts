import { readFileSync } from "node:fs";
import { mean } from "../../testing/checkers/statistics";

/** Longest interval between two samples, in milliseconds. Random intervals do not coincide with the load's clock. */
const longestInterval = 200;

/**
 * Samples the number of runnable processes about ten times per second. Calls back with the mean of every ten samples.
 */
export function watchRunnable(callback: (runnable: number) => void): () => void {
  let samples: number[] = [];
  let timer: NodeJS.Timeout;
  const sample = () => {
    // In "0.20 0.18 0.12 1/80 11206" the fourth field is runnable/all. This process is one of the runnable ones.
    samples.push(Number(readFileSync("/proc/loadavg", "utf8").split(" ")[3]?.split("/")[0]) - 1);
    if (samples.length === 10) {
      callback(mean(samples));
      samples = [];
    }
    next();
  };
  const next = () => {
    timer = setTimeout(sample, Math.random() * longestInterval);
  };
  next();
  return () => clearTimeout(timer);
}

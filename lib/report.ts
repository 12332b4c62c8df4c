/** Tells how set-up goes on: a line when a step begins something slow, and a line with the time when it is done. */
export interface Report {
  step<T>(name: string, work: (step: Step) => Promise<T>): Promise<T>;
}

export interface Step {
  /** Says what takes a while: `building the CLI, 2 to 4 minutes`. */
  doing(what: string): void;
  /** The result, in the line that ends the step: `3.259.0 in .toolchain`. */
  done(what: string): void;
}

const nameWidth = 18;
const lineWidth = 78;

export function printingReport(print: (line: string) => void): Report {
  return {
    async step(name, work) {
      const started = performance.now();
      const took = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
      const line = (text: string) => `${name.padEnd(nameWidth)} ${text}`;
      let result = "done";
      try {
        return await work({
          doing: (what) => print(line(`${what} ...`)),
          done: (what) => {
            result = what;
          },
        });
      } catch (error) {
        result = "failed";
        throw error;
      } finally {
        print(`${line(result).padEnd(lineWidth)} ${took().padStart(8)}`);
      }
    },
  };
}

/** For callers that show nothing, such as tests. */
export const silentReport: Report = printingReport(() => undefined);

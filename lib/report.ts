/** Reports progress: a line when a step starts slow work, and a line with the duration when the step ends. */
export interface Report {
  step<T>(name: string, work: (step: Step) => Promise<T>): Promise<T>;
}

export interface Step {
  /** Reports slow work as it starts: `building the CLI, 2 to 4 minutes`. */
  doing(what: string): void;
  /** Sets the result for the last line of the step: `3.259.0 in .toolchain`. */
  done(what: string): void;
}

const nameWidth = 18;
const lineWidth = 78;

export function printingReport(print: (line: string) => void): Report {
  return {
    async step(name, work) {
      const started = performance.now();
      const duration = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
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
        print(`${line(result).padEnd(lineWidth)} ${duration().padStart(8)}`);
      }
    },
  };
}

/** Prints nothing. */
export const silentReport: Report = printingReport(() => undefined);

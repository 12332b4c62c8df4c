/** Lets so many pieces of work go on at once; the others wait in line. */
export class Semaphore {
  private readonly waiting: (() => void)[] = [];

  constructor(private open: number) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.open > 0) this.open -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.open += 1;
      else next();
    }
  }
}

/** Waits for all of them, also where one fails: nothing goes on behind the error's back. */
export async function allSettled<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

/** The steps of a switchover. Each throws if it fails. */
export interface SwitchoverSteps {
  /** Writes dirty pages to disk at the leader, so that its shutdown checkpoint is short. */
  readonly checkpoint: () => Promise<void>;
  /** Poolers finish open transactions and hold new ones. */
  readonly pause: () => Promise<void>;
  /** The leader hands over. Resolves when Patroni has verified it, which it does once a second. */
  readonly switchover: () => Promise<void>;
  /** Resolves when every pooler routes to the new leader, and it accepts writes. */
  readonly untilRouted: () => Promise<void>;
  /** Each pooler drops its connections to members, and serves clients again. */
  readonly resume: () => Promise<void>;
}

/**
 * A planned switchover, which clients notice as a pause: they wait in the poolers while the leader changes. Poolers
 * resume after any failure. `npm run bench -- switchover` compares it with a plain `patronictl switchover`.
 *
 * @returns the duration of each step in seconds. Clients wait from `pause` to `resume`.
 */
export async function switchOver(
  steps: SwitchoverSteps,
  now: () => number = () => performance.now(),
): Promise<Readonly<Record<string, number>>> {
  const durations: Record<string, number> = {};
  const timed = async (name: string, step: Promise<void>) => {
    const began = now();
    await step;
    durations[name] = (now() - began) / 1_000;
  };
  await timed("checkpoint", steps.checkpoint());
  try {
    await timed("pause", steps.pause());
    await timed("switchover", Promise.race([steps.untilRouted(), failureOf(steps.switchover())]));
  } finally {
    await timed("resume", steps.resume());
  }
  return durations;
}

/** Rejects when the promise does, and never resolves. */
async function failureOf(promise: Promise<void>): Promise<never> {
  await promise;
  return new Promise(() => undefined);
}

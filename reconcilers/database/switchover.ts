/** What a switchover is made of; each step throws where it cannot be taken. */
export interface SwitchoverSteps {
  /** Writes to disk what the leader would have to write before it can hand over. */
  readonly checkpoint: () => Promise<void>;
  /** Poolers finish the transactions under way and hold every further one. */
  readonly pause: () => Promise<void>;
  /** Has the leader hand over; returns when Patroni has looked whether it did, which it does once a second. */
  readonly switchover: () => Promise<void>;
  /** Returns when every pooler's way leads to the new leader, and that takes writes. */
  readonly untilRouted: () => Promise<void>;
  /** Poolers let go of their connections to members, each when it is free. */
  readonly reconnect: () => Promise<void>;
  readonly resume: () => Promise<void>;
}

/**
 * A planned switchover that clients notice as a pause: they wait in the pooler while the leader changes. Whatever fails, poolers resume.
 * `npm run bench -- switchover` measures it beside a plain one.
 *
 * @returns what each step took, in seconds: from `pause` to `resume` is what clients waited.
 */
export async function switchOver(
  steps: SwitchoverSteps,
  now: () => number = () => performance.now(),
): Promise<Readonly<Record<string, number>>> {
  const took: Record<string, number> = {};
  const timed = async (name: string, step: Promise<void>) => {
    const began = now();
    await step;
    took[name] = (now() - began) / 1_000;
  };
  await timed("checkpoint", steps.checkpoint());
  try {
    await timed("pause", steps.pause());
    await timed("switchover", Promise.race([steps.untilRouted(), failureOf(steps.switchover())]));
  } finally {
    await timed("resume", steps.reconnect().finally(steps.resume));
  }
  return took;
}

/** Rejects as the promise does; nobody need wait for its success. */
async function failureOf(promise: Promise<void>): Promise<never> {
  await promise;
  return new Promise(() => undefined);
}

/** One pooler: PgBouncer's admin console, and the HAProxy next to it that routes to the leader. */
export interface Pooler {
  /** Its address, for messages. */
  readonly address: string;
  /** Runs a command on the console. Throws if there is no answer within `timeout` milliseconds. */
  readonly command: (command: PoolerCommand, timeout: number) => Promise<void>;
  /** The members that it routes writes to. */
  readonly writeTargets: (timeout: number) => Promise<readonly string[]>;
}

export type PoolerCommand = "SHOW VERSION" | "PAUSE" | "RECONNECT" | "RESUME";

/** Milliseconds for an answer that needs no waiting. */
const answerTimeout = 1_000;
/** Milliseconds for a command that a busy pooler carries out. */
const commandTimeout = 5_000;

/**
 * All poolers of a database. Commands go to every pooler on its own: one that does not answer delays no other, since a
 * paused pooler holds its clients until it resumes.
 */
export class Poolers {
  /** Poolers that may be paused, by address: a paused one resumes even if the name no longer resolves to it. */
  private readonly paused = new Map<string, Pooler>();

  /** @param find the poolers that run now */
  constructor(private readonly find: () => Promise<readonly Pooler[]>) {}

  /** Poolers that do not answer, with the reason: a switchover would find them paused for too long, or not at all. */
  async unreachable(): Promise<string[]> {
    const results = await Promise.all(
      (await this.find()).map(async ({ address, command, writeTargets }) => {
        try {
          await Promise.all([command("SHOW VERSION", answerTimeout), writeTargets(answerTimeout)]);
          return [];
        } catch {
          return [`the pooler at ${address} does not answer`];
        }
      }),
    );
    return results.flat();
  }

  /** Finishes open transactions, and holds new ones. Throws if that takes longer than `timeout` milliseconds. */
  async pause(timeout: number): Promise<void> {
    const poolers = await this.find();
    for (const pooler of poolers) this.paused.set(pooler.address, pooler);
    await Promise.all(poolers.map(({ command }) => command("PAUSE", timeout)));
  }

  /**
   * Drops connections to members, and serves clients again. A pooler resumes even if another one, or its own
   * RECONNECT, fails.
   */
  async resume(): Promise<void> {
    const running = await this.find();
    const gone = [...this.paused.values()].filter(({ address }) => !running.some((one) => one.address === address));
    for (const { address } of gone) this.paused.delete(address);
    const resume = async ({ address, command }: Pooler) => {
      try {
        await command("RECONNECT", commandTimeout);
      } finally {
        await command("RESUME", commandTimeout);
        this.paused.delete(address);
      }
    };
    // A task that was replaced meanwhile has no clients: whether it resumes does not matter.
    await all([...running, ...gone], (pooler) =>
      gone.includes(pooler) ? resume(pooler).catch(() => undefined) : resume(pooler),
    );
  }

  /**
   * Resumes poolers that did not answer when they should have resumed: a frozen task carries out its PAUSE when it
   * continues.
   */
  async resumePending(): Promise<void> {
    if (this.paused.size === 0) return;
    const running = await this.find();
    for (const [address, { command }] of this.paused) {
      const resumed = await command("RESUME", answerTimeout).then(
        () => true,
        () => false,
      );
      if (resumed || !running.some((one) => one.address === address)) this.paused.delete(address);
    }
  }

  /** Replaces connections to members when they are free. */
  async reconnect(): Promise<void> {
    await all(await this.find(), ({ command }) => command("RECONNECT", commandTimeout));
  }

  /** Whether every pooler routes writes to this member and to no other. */
  async routeTo(member: string): Promise<boolean> {
    const targets = await Promise.all((await this.find()).map(({ writeTargets }) => writeTargets(2 * answerTimeout)));
    return targets.every((servers) => servers.length === 1 && servers[0] === member);
  }
}

/** Acts on all of them, and throws the first failure at the end. */
async function all(poolers: readonly Pooler[], act: (pooler: Pooler) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(poolers.map(act));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

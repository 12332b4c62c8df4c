import { EventEmitter } from "node:events";
import type { ConfirmChannel, ConsumeMessage } from "amqplib";
import { letterOf } from "../../../reconcilers/deadLetters/letter";
import { read } from "../../../reconcilers/deadLetters/read";
import { headersOfReplay, replay } from "../../../reconcilers/deadLetters/replay";

const headers = {
  id: "0199-job",
  task: "apture.event",
  argsrepr: "()",
  "x-death": [
    {
      count: 2,
      reason: "delivery_limit",
      queue: "jobs",
      time: { "!": "timestamp", value: 1_795_000_000 },
      exchange: "jobs",
      "routing-keys": ["jobs"],
    },
    {
      count: 1,
      reason: "expired",
      queue: "jobs",
      time: { "!": "timestamp", value: 1_794_000_000 },
      exchange: "jobs",
      "routing-keys": ["jobs"],
    },
  ],
  "x-first-death-reason": "expired",
  "x-last-death-queue": "jobs",
  "x-delivery-count": 3,
};

const message = (name: string, own: object = {}) =>
  ({ content: Buffer.from(name), properties: { headers: { id: name, ...own } } }) as unknown as ConsumeMessage;

describe("a dead letter", () => {
  test("has its job, the last reason, the number of deaths, the time and the queue", () => {
    expect(letterOf(message("0199-job", { ...headers, "x-apture-replays": 4 }))).toEqual({
      job: "0199-job",
      task: "apture.event",
      reason: "delivery_limit",
      deaths: 3,
      replays: 4,
      at: "2026-11-18T11:06:40.000Z",
      from: "jobs",
    });
  });

  test("may lack every header", () => {
    expect(letterOf({ properties: { headers: undefined } as never })).toEqual({
      reason: "none",
      deaths: 0,
      replays: 0,
    });
    expect(letterOf({ properties: { headers: { id: 5, "x-death": "no" }, correlationId: "c" } as never })).toEqual({
      reason: "none",
      deaths: 0,
      replays: 0,
    });
  });
});

/** A fake channel: the messages in its queue, and how it answers each publish. */
class Channel extends EventEmitter {
  readonly done: string[] = [];

  constructor(
    private readonly waiting: readonly ConsumeMessage[],
    private readonly answers: readonly ("confirm" | "refuse" | "return" | "close")[] = [],
  ) {
    super();
  }

  readonly checkQueue = async () => ({ messageCount: this.waiting.length });
  readonly prefetch = async () => {};
  readonly ack = (letter: ConsumeMessage) => this.done.push(`ack ${letter.content}`);

  private handed = 0;
  readonly consume = async (_queue: string, see: (one: ConsumeMessage) => void) => {
    this.done.push("consume");
    const next = this.waiting.slice(this.handed, this.handed + 2_000);
    this.handed += next.length;
    for (const one of next) setImmediate(see, one);
  };

  private published = 0;
  readonly publish = (
    _exchange: string,
    queue: string,
    content: Buffer,
    _options: object,
    told: (error: Error | null) => void,
  ) => {
    this.done.push(`${content} to ${queue}`);
    const answer = this.answers[this.published++] ?? "confirm";
    if (answer === "return") this.emit("return");
    setImmediate(
      told,
      answer === "refuse" ? new Error("message nacked") : answer === "close" ? new Error("channel closed") : null,
    );
  };

  get asChannel(): ConfirmChannel {
    return this as unknown as ConfirmChannel;
  }
}

async function all<T>(channel: Channel, take: (message: ConsumeMessage) => T | undefined): Promise<T[]> {
  const found: T[] = [];
  for await (const one of (await read(channel.asChannel, "jobs.dead", take)).letters) found.push(one);
  return found;
}

describe("reading", () => {
  test("removes no message, and skips those that were not selected", async () => {
    const channel = new Channel(["a", "b", "c"].map((name) => message(name)));
    expect(await all(channel, ({ content }) => (String(content) === "b" ? undefined : String(content)))).toEqual([
      "a",
      "c",
    ]);
    expect(channel.done).toEqual(["consume"]);
  });

  test("starts no consumer for an empty queue", async () => {
    const channel = new Channel([]);
    expect(await all(channel, String)).toEqual([]);
    expect(channel.done).toEqual([]);
  });

  test("starts further consumers beyond the prefetch limit", async () => {
    const channel = new Channel(Array.from({ length: 4_500 }, (_, n) => message(`job-${n}`)));
    expect(await all(channel, ({ content }) => String(content))).toHaveLength(4_500);
    expect(channel.done).toEqual(["consume", "consume", "consume"]);
  });

  test("does not wait for messages that are gone", async () => {
    const channel = new Channel(["a"].map((name) => message(name)));
    Object.assign(channel, { checkQueue: async () => ({ messageCount: 3 }) });
    expect(await all(channel, ({ content }) => String(content))).toEqual(["a"]);
  });
});

async function* letters(...names: string[]) {
  for (const name of names) yield message(name);
}

describe("a replay", () => {
  test("acknowledges each letter only after the broker has confirmed it", async () => {
    const channel = new Channel([]);
    expect(await replay(channel.asChannel, "jobs", letters("a", "b"), 10)).toEqual({ replayed: 2, full: false });
    expect(channel.done).toEqual(["a to jobs", "ack a", "b to jobs", "ack b"]);
  });

  test("ends when the queue rejects a letter, which is not acknowledged", async () => {
    const channel = new Channel([], ["confirm", "refuse"]);
    expect(await replay(channel.asChannel, "jobs", letters("a", "b", "c"), 10)).toEqual({ replayed: 1, full: true });
    expect(channel.done).toEqual(["a to jobs", "ack a", "b to jobs"]);
  });

  test("stops at the limit", async () => {
    const channel = new Channel([]);
    expect(await replay(channel.asChannel, "jobs", letters("a", "b", "c"), 2)).toEqual({ replayed: 2, full: false });
    expect(channel.done).toEqual(["a to jobs", "ack a", "b to jobs", "ack b"]);
  });

  test("acknowledges nothing where the queue or the broker is gone", async () => {
    const channel = new Channel([], ["return"]);
    await expect(replay(channel.asChannel, "jobs", letters("a"), 1)).rejects.toThrow("there is no queue jobs");
    expect(channel.done).toEqual(["a to jobs"]);
    const closed = new Channel([], ["close"]);
    await expect(replay(closed.asChannel, "jobs", letters("a"), 1)).rejects.toThrow("channel closed");
    expect(closed.done).toEqual(["a to jobs"]);
  });

  test("retains the publisher's headers, and counts replays", () => {
    expect(headersOfReplay(headers)).toEqual({
      id: "0199-job",
      task: "apture.event",
      argsrepr: "()",
      "x-apture-replays": 1,
    });
    expect(headersOfReplay({ "x-apture-replays": 1 })).toEqual({ "x-apture-replays": 2 });
  });
});

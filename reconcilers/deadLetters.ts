import { readFileSync } from "node:fs";
import { type ChannelModel, connect } from "amqplib";
import type { OperatorAccess } from "../contracts/operatorAccess";
import { type DeadLetter, letterOf } from "./deadLetters/letter";
import { read } from "./deadLetters/read";
import { replay } from "./deadLetters/replay";

/** What is asked for, from the first argument. */
interface Wanted {
  readonly job?: string;
  readonly limit: number;
  readonly replay: boolean;
}

/**
 * Looks at dead letters, or puts them back: what `npm run dead-letters` runs inside the cluster's network, for a moment. Prints lines of
 * JSON: a `letter` each, and how it ended.
 */
async function main(wanted: Wanted): Promise<void> {
  const access: OperatorAccess = JSON.parse(readFileSync("/run/secrets/operator.json", "utf8"));
  const connection = await firstThatAnswers(access);
  // Why a connection or a channel ends shows where it is used.
  connection.on("error", () => {});
  try {
    say(wanted.replay ? await putBack(connection, access, wanted) : await show(connection, access, wanted));
  } finally {
    await connection.close();
  }
}

async function show(connection: ChannelModel, { deadLetters }: OperatorAccess, wanted: Wanted): Promise<object> {
  const channel = await connection.createChannel();
  channel.on("error", () => {});
  const { waiting, letters } = await read(channel, deadLetters, (message) => ofJob(letterOf(message), wanted));
  let shown = 0;
  for await (const letter of letters) {
    say({ letter });
    shown += 1;
    if (shown === wanted.limit) break;
  }
  await channel.close();
  return { end: { waiting } };
}

async function putBack(
  connection: ChannelModel,
  { deadLetters, queue }: OperatorAccess,
  wanted: Wanted,
): Promise<object> {
  const channel = await connection.createConfirmChannel();
  channel.on("error", () => {});
  const { waiting, letters } = await read(channel, deadLetters, (message) =>
    ofJob(letterOf(message), wanted) === undefined ? undefined : message,
  );
  const replayed = await replay(channel, queue, letters, wanted.limit);
  // In the channel's turn, after the last acknowledgement: the end of the connection would overtake that.
  await channel.close();
  return { end: { waiting, ...replayed } };
}

const ofJob = (letter: DeadLetter, { job }: Wanted) => (job === undefined || letter.job === job ? letter : undefined);

async function firstThatAnswers({ brokers, vhost, username, password }: OperatorAccess): Promise<ChannelModel> {
  let reason: unknown;
  for (const { hostname, port } of brokers) {
    try {
      return await connect({ hostname, port, vhost, username, password, heartbeat: 10 }, { timeout: 3_000 });
    } catch (error) {
      reason = error;
    }
  }
  throw new Error(`no broker answers: ${reasonOf(reason)}`);
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const say = (line: object) => console.log(JSON.stringify(line));

main(JSON.parse(process.argv[2] ?? "{}")).catch((error: unknown) => say({ problem: reasonOf(error) }));

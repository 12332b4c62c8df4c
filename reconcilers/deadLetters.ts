import { readFileSync } from "node:fs";
import { type ChannelModel, connect } from "amqplib";
import type { DeadLetter, DeadLettersLine, DeadLettersRequest } from "../contracts/deadLetters";
import type { OperatorAccess } from "../contracts/operatorAccess";
import { operatorAccessPath } from "../contracts/reconcilerFiles";
import { letterOf } from "./deadLetters/letter";
import { read } from "./deadLetters/read";
import { replay } from "./deadLetters/replay";

/**
 * Shows or replays dead letters. `npm run dead-letters` runs it as a job. Prints a line of JSON for each letter, and
 * one for the result.
 */
async function main(request: DeadLettersRequest): Promise<void> {
  const access: OperatorAccess = JSON.parse(readFileSync(operatorAccessPath, "utf8"));
  const connection = await connectToFirst(access);
  // A connection or channel that closes rejects the pending call, which reports the reason.
  connection.on("error", () => {});
  try {
    print(request.replay ? await replayLetters(connection, access, request) : await show(connection, access, request));
  } finally {
    await connection.close();
  }
}

async function show(
  connection: ChannelModel,
  { deadLetters }: OperatorAccess,
  request: DeadLettersRequest,
): Promise<DeadLettersLine> {
  const channel = await connection.createChannel();
  channel.on("error", () => {});
  const { waiting, letters } = await read(channel, deadLetters, (message) => requested(letterOf(message), request));
  let shown = 0;
  for await (const letter of letters) {
    print({ letter });
    shown += 1;
    if (shown === request.limit) break;
  }
  await channel.close();
  return { end: { waiting } };
}

async function replayLetters(
  connection: ChannelModel,
  { deadLetters, queue }: OperatorAccess,
  request: DeadLettersRequest,
): Promise<DeadLettersLine> {
  const channel = await connection.createConfirmChannel();
  channel.on("error", () => {});
  const { waiting, letters } = await read(channel, deadLetters, (message) =>
    requested(letterOf(message), request) === undefined ? undefined : message,
  );
  const replayed = await replay(channel, queue, letters, request.limit);
  // Closing the channel comes after the last acknowledgement. Closing only the connection would overtake it.
  await channel.close();
  return { end: { waiting, ...replayed } };
}

const requested = (letter: DeadLetter, { job }: DeadLettersRequest) =>
  job === undefined || letter.job === job ? letter : undefined;

async function connectToFirst({ brokers, vhost, username, password }: OperatorAccess): Promise<ChannelModel> {
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
const print = (line: DeadLettersLine) => console.log(JSON.stringify(line));

main(JSON.parse(process.argv[2] ?? "{}")).catch((error: unknown) => print({ problem: reasonOf(error) }));

import type { Metrics } from "../snapshot/metrics/schema";
import { coldCache, fullMachines } from "./cache";
import { newAndUsed, nobodyFollows } from "./databases";
import { idleMachine } from "./machines";
import type { Question } from "./question";
import { longerQueue, sameBytes } from "./queue";
import { moreForFewer, renamedTier, samePool, sameTiers } from "./tiers";
import { moreWrites, slowerDisk } from "./writes";

const all: readonly Question[] = [
  nobodyFollows,
  newAndUsed,
  renamedTier,
  moreForFewer,
  samePool,
  sameTiers,
  coldCache,
  fullMachines,
  moreWrites,
  slowerDisk,
  longerQueue,
  sameBytes,
  idleMachine,
];

/** What a reviewer would ask the author. */
export const questionsOf = (before: Metrics, after: Metrics): string[] =>
  all.flatMap((question) => question(before, after));

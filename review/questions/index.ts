import type { Metrics } from "../snapshot/metrics/schema";
import { biggerBacklog, coldCache, cramped, sameQueueBytes } from "./buffers";
import { databaseUsedAtOnce, lastReplica, moreWrites, slowerDisk } from "./databases";
import { idleMachine } from "./machines";
import type { Question } from "./question";
import { fewerInstancesMoreRequests, renamedTier, samePools, sameTiers } from "./tiers";

const questions: readonly Question[] = [
  lastReplica,
  databaseUsedAtOnce,
  renamedTier,
  fewerInstancesMoreRequests,
  samePools,
  sameTiers,
  coldCache,
  cramped,
  moreWrites,
  slowerDisk,
  biggerBacklog,
  sameQueueBytes,
  idleMachine,
];

/** Questions for the author. */
export const questionsOf = (before: Metrics, after: Metrics): string[] =>
  questions.flatMap((question) => question(before, after));

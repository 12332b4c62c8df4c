import type { Metrics } from "../snapshot/metrics/schema";
import {
  biggerBacklog,
  coldCache,
  cramped,
  fewerInstancesMoreRequests,
  idleMachine,
  type Question,
  renamedTier,
  samePools,
  sameQueueBytes,
  sameTiers,
} from "./capacity";
import { databaseUsedAtOnce, lastReplica, moreWrites, slowerDisk } from "./databases";

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

/** Questions for the author. @param restartingCaches cache servers that restart empty */
export const questionsOf = (before: Metrics, after: Metrics, restartingCaches: readonly string[] = []): string[] =>
  questions.flatMap((question) => question(before, after, restartingCaches));

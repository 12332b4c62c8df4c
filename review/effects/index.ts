import { classes, type Effect } from "../diff/schema";
import { cacheRestarts, movedCacheKeys } from "./cache";
import { databases, tablePlacement } from "./databases";
import { movedTasks, placed } from "./moves";
import { queue } from "./queue";
import { backups, reconcilers } from "./reconcilers";
import { rejectedRequests } from "./requests";
import { retention } from "./retention";
import type { Change, Rule } from "./rule";
import { brokers, edge, etcd } from "./stopFirst";
import { added, removed, replaced, rolling, scaled } from "./tasks";
import { volumes } from "./volumes";

const rules: readonly Rule[] = [
  tablePlacement,
  retention,
  volumes,
  databases,
  replaced,
  edge,
  brokers,
  queue,
  rejectedRequests,
  cacheRestarts,
  movedCacheKeys,
  etcd,
  rolling,
  removed,
  movedTasks,
  placed,
  added,
  scaled,
  reconcilers,
  backups,
];

/** All effects of a change, the most serious first. */
export function effectsOf(change: Change): Effect[] {
  const found = rules.flatMap((rule) => rule(change));
  return found.sort((a, b) => classes.indexOf(b.class) - classes.indexOf(a.class));
}

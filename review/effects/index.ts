import { classes, type Effect } from "../diff/schema";
import { added } from "./added";
import { backups } from "./backups";
import { brokers } from "./brokers";
import { cache } from "./cache";
import { databases } from "./databases";
import { edge } from "./edge";
import { etcd } from "./etcd";
import { machines } from "./machines";
import { queue } from "./queue";
import { reconcilers } from "./reconcilers";
import { removed } from "./removed";
import { replaced } from "./replaced";
import { rolling } from "./rolling";
import type { Change, Rule } from "./rule";
import { scaled } from "./scaled";
import { parts } from "./tablePlacement";

const rules: readonly Rule[] = [
  parts,
  databases,
  replaced,
  edge,
  brokers,
  queue,
  cache,
  etcd,
  rolling,
  removed,
  machines,
  added,
  scaled,
  reconcilers,
  backups,
];

/** Everything that a change does, the most serious first. */
export function effectsOf(change: Change): Effect[] {
  const found = rules.flatMap((rule) => rule(change));
  return found.sort((a, b) => classes.indexOf(b.class) - classes.indexOf(a.class));
}

import type { Floating } from "./memoryCapacity";
import type { Role } from "./spec";

/** Tasks of the same size that may run on the same machines. */
export interface Kind {
  readonly key: string;
  readonly role: Role;
  /** Bytes of one task. */
  readonly task: number;
  readonly count: number;
  /** Whether the tasks are of one service, so that Swarm spreads them over the machines. */
  readonly spread: boolean;
  readonly services: readonly Floating[];
}

/** The kinds of tasks, the largest tasks first. Services with one task each are one kind if their tasks are alike. */
export function kindsOf(floating: readonly Floating[]): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const service of floating) {
    const { role, task, needed, name } = service;
    const count = Math.round(needed / task);
    const spread = count > 1;
    const key = [role, task, spread ? name : ""].join(" ");
    const known = kinds.get(key);
    kinds.set(key, {
      key,
      role,
      task,
      count: count + (known?.count ?? 0),
      spread,
      services: [...(known?.services ?? []), service],
    });
  }
  return [...kinds.values()].filter(({ count }) => count > 0).sort((a, b) => b.task - a.task);
}

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

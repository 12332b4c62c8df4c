import { writeBudget } from "../../../components/database/writeBudget";
import { bytes, milliseconds } from "../../../components/plan/units";
import type { Subject } from "../../../components/policies/policy";
import { editRows, jobRows, pagesDatabase } from "../../../components/policies/written";
import { arrival } from "../../../components/traffic/declaration";
import type { Figures, QueueFigures } from "./schema";

export function queueOf({ declared: { queue, workers, traffic } }: Subject): QueueFigures {
  const comes = arrival(traffic);
  const drain = workers.flow && workers.instances * workers.flow.ceiling;
  return {
    brokers: queue.brokers.length,
    maxItems: queue.maxItems,
    maxBytes: bytes(queue.maxBytes),
    arrival: comes,
    ...(drain === undefined ? {} : { drain }),
    ...(drain === undefined || drain <= comes ? {} : { emptyAfter: queue.maxItems / (drain - comes) }),
    longestDrain: milliseconds(queue.longestDrain) / 1_000,
  };
}

/** Nothing where the database's primary has no disk, which is a problem of its own. */
export function writesOf({ declared }: Subject): Figures["writes"] {
  const database = pagesDatabase(declared);
  const machine = declared.databases[database]?.primary ?? "";
  const disk = declared.machines[machine]?.disk;
  if (disk === undefined) return undefined;
  const jobs = jobRows(declared);
  return { database, machine, ...(jobs === undefined ? {} : { jobs }), edits: editRows(declared), budget: writeBudget(disk) };
}

import { writeBudget } from "../../../components/database/writeBudget";
import { bytes, milliseconds } from "../../../components/declaration/units";
import { arrival } from "../../../components/traffic/spec";
import type { Subject } from "../../../policies/policy";
import { editRows, jobRows, pagesDatabase } from "../../../policies/writeLoad";
import type { Metrics, QueueMetrics } from "./schema";
import { walLimitsOf } from "./walLimits";

export function queueOf({ declared: { queue, workers, traffic } }: Subject): QueueMetrics {
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

/** What a full-page image adds to the log for a row that is the only one of its page to change. */
const logPerRow = 8_192;

/** Nothing where the database's primary has no disk, which is a problem of its own. */
export function writesOf({ declared, plan }: Subject): Metrics["writes"] {
  const database = pagesDatabase(declared);
  const machine = declared.databases[database]?.primary ?? "";
  const { disk, walDisk } = declared.machines[machine] ?? {};
  if (disk === undefined) return undefined;
  const [jobs, edits] = [jobRows(declared), editRows(declared)];
  const { room, every } = walLimitsOf(`${database}-${machine}`, plan.databases);
  const log = jobs && (jobs + edits) * logPerRow * every;
  return {
    database,
    machine,
    ...(jobs === undefined ? {} : { jobs }),
    edits,
    budget: writeBudget(disk, walDisk),
    ...(log === undefined ? {} : { log }),
    logRoom: room,
  };
}

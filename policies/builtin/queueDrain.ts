import { seconds } from "../../components/declaration/units";
import { arrival } from "../../components/traffic/spec";
import { formatNumber, formatSeconds } from "../../lib/format";
import type { Policy } from "../policy";

/** A full queue must drain within the declared time while jobs continue to arrive. */
export const queueDrain: Policy = {
  name: "queue-drain",
  level: "mandatory",
  appliesTo: ({ declared }) => declared.workers.flow !== undefined,
  check: ({ declared: { queue, workers, traffic } }) => {
    if (workers.flow === undefined) return [];
    const ceiling = workers.instances * workers.flow.ceiling;
    const arriving = arrival(traffic);
    const rates =
      `workers do at most ${formatNumber(ceiling)} jobs/s (workers.instances ${workers.instances} x ` +
      `flow.ceiling ${formatNumber(workers.flow.ceiling)}), ` +
      `and ${formatNumber(arriving)} jobs/s arrive (traffic.edits ${formatNumber(traffic.edits)} + events ` +
      `${formatNumber(traffic.events)})`;
    if (ceiling <= arriving)
      return [`queue: ${rates}; it never drains. Use a higher workers.flow.ceiling, or more workers.`];
    const longest = seconds(queue.longestDrain);
    const takes = queue.maxItems / (ceiling - arriving);
    if (takes <= longest) return [];
    const most = Math.floor(longest * (ceiling - arriving));
    const fewerItems = most < 1 ? "" : `${formatNumber(most)} items or fewer, `;
    return [
      `queue.maxItems is ${formatNumber(queue.maxItems)}, which takes ${formatSeconds(takes)} to drain: ${rates}; ` +
        `queue.longestDrain is "${queue.longestDrain}". Use ${fewerItems}` +
        "a higher workers.flow.ceiling, or a longer longestDrain.",
    ];
  },
};

import { seconds } from "../../components/declaration/units";
import { arrival } from "../../components/traffic/spec";
import { formatNumber, formatSeconds } from "../../lib/format";
import type { Policy } from "../policy";

/** A queue that is full must be empty again within the declared time, while jobs go on arriving. */
export const queueDrain: Policy = {
  name: "queue-drain",
  level: "mandatory",
  check: ({ declared: { queue, workers, traffic } }) => {
    if (workers.flow === undefined) return [];
    const ceiling = workers.instances * workers.flow.ceiling;
    const comes = arrival(traffic);
    const rates =
      `workers do ${formatNumber(ceiling)} jobs/s at most (workers.instances ${workers.instances} x flow.ceiling ${formatNumber(workers.flow.ceiling)}), ` +
      `and ${formatNumber(comes)} arrive (traffic.edits ${formatNumber(traffic.edits)} + events ${formatNumber(traffic.events)})`;
    if (ceiling <= comes)
      return [`queue: ${rates}; it never drains. Use a higher workers.flow.ceiling, or more workers.`];
    const longest = seconds(queue.longestDrain);
    const takes = queue.maxItems / (ceiling - comes);
    if (takes <= longest) return [];
    return [
      `queue.maxItems is ${formatNumber(queue.maxItems)}, which takes ${formatSeconds(takes)} to drain: ${rates}; queue.longestDrain is "${queue.longestDrain}". ` +
        `Use ${formatNumber(Math.floor(longest * (ceiling - comes)))} items or fewer, a higher workers.flow.ceiling, or a longer longestDrain.`,
    ];
  },
};

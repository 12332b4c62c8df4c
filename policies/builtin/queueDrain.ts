import { seconds } from "../../components/declaration/units";
import { arrival } from "../../components/traffic/spec";
import { figure, timeText } from "../phrasing";
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
      `workers do ${figure(ceiling)} jobs/s at most (workers.instances ${workers.instances} x flow.ceiling ${figure(workers.flow.ceiling)}), ` +
      `and ${figure(comes)} arrive (traffic.edits ${figure(traffic.edits)} + events ${figure(traffic.events)})`;
    if (ceiling <= comes)
      return [`queue: ${rates}; it never drains. Use a higher workers.flow.ceiling, or more workers.`];
    const longest = seconds(queue.longestDrain);
    const takes = queue.maxItems / (ceiling - comes);
    if (takes <= longest) return [];
    return [
      `queue.maxItems is ${figure(queue.maxItems)}, which takes ${timeText(takes)} to drain: ${rates}; queue.longestDrain is "${queue.longestDrain}". ` +
        `Use ${figure(Math.floor(longest * (ceiling - comes)))} items or fewer, a higher workers.flow.ceiling, or a longer longestDrain.`,
    ];
  },
};

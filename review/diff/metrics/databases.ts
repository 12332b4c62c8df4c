import { formatNumber } from "../../../lib/format";
import type { ConnectionMetrics, Metrics } from "../../snapshot/metrics/schema";
import type { MetricChange } from "../schema";
import { type Figure, rowsOfEach } from "./rows";

/** Who leads and follows, and connections in the worst case: everything open, and a rollout's extra task of each service. */
export function databaseRows(before: Metrics, after: Metrics): MetricChange[] {
  const connections: readonly Figure<ConnectionMetrics>[] = [
    [
      "clients at the poolers, worst case",
      "",
      ({ clients }) => clients,
      (_, is) =>
        is && `the poolers take ${formatNumber(is.clientRoom)}, and pass ${formatNumber(is.pool)} on at a time`,
    ],
    ["pool to the leader", "", ({ pool }) => pool],
    ["poolers", "", ({ poolers }) => poolers],
    [
      "held by workers while the disk stands still",
      "",
      ({ workers }) => workers,
      (_, is) => is && `of a pool of ${formatNumber(is.pool)}; half of it is for requests`,
    ],
    [
      "at the leader, worst case",
      "",
      ({ server }) => server,
      (_, is) =>
        is &&
        `max_connections is ${formatNumber(is.serverLimit)}; reads go there ` +
          `too while no replica serves, and a rollout has one pooler more`,
    ],
    ["max_connections", "", ({ serverLimit }) => serverLimit],
  ];
  return [
    ...rowsOfEach("databases", ({ name }) => name, before.databases, after.databases, [
      ["leads", "", ({ primary }) => primary],
      [
        "follow",
        "",
        ({ replicas }) => (replicas.length === 0 ? "nobody" : replicas.join(", ")),
        (_, is) => (is?.replicas.length === 0 ? "nobody can take over, and reads go to the leader" : undefined),
      ],
      [
        "synchronous",
        "",
        ({ synchronous }) => (synchronous ? "yes" : "no"),
        (_, is) => is && (is.synchronous ? "no failover loses it" : "a failover may lose the last writes"),
      ],
      ["carries", "", ({ parts }) => (parts.length === 0 ? "nothing" : parts.join(", "))],
      ["memory of a member", "bytes", ({ memory }) => memory],
    ]),
    ...rowsOfEach("connections", ({ database }) => database, before.connections, after.connections, connections),
  ];
}

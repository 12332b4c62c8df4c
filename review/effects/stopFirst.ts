import { longest, polledSeconds, restartSeconds, startSeconds } from "../diff/durationModel";
import { count, listOf } from "../phrasing/phrases";
import { losesMajority } from "./queue";
import { agree, isRestart, names, type Rule, reasonOf, withImage } from "./rule";

/** Seconds for which a stopping edge serves open connections (`hard-stop-after`). */
const drainSeconds = 25;

/** The edge owns its port, so the old task must stop before the new one starts. */
export const edge: Rule = ({ services }) =>
  services.flatMap((change) => {
    const { name, operation, after } = change;
    if (name !== "edge" || operation !== "restarted" || after === undefined) return [];
    const seconds = drainSeconds + startSeconds(after);
    const machines = after.replicas === 1 ? "" : ` on its ${count(after.replicas, "machine")}, one after the other`;
    return [
      {
        class: "outage",
        summary: `each edge accepts no new connections for up to ${seconds} s`,
        what:
          `edge restarts${machines}: it accepts no new connections there for up to ${seconds} s, and closes open ` +
          `ones after ${drainSeconds} s.`,
        why: reasonOf([change]),
        seconds: polledSeconds(after.replicas * (seconds + 3)),
        outage: seconds,
        rollback: "Revert: the same interruption.",
        services: [name],
      },
    ];
  });

/** Each broker is a service of its own, and `up` changes all services at the same time. */
export const brokers: Rule = (change) => {
  const found = withImage(change, "rabbitmq").filter(isRestart);
  // Without a majority, the restart makes no difference.
  if (found.length === 0 || losesMajority(change)) return [];
  const seconds = longest(
    found.map(({ after }) => after),
    restartSeconds,
  );
  return [
    {
      class: "outage",
      summary: `events are rejected for about ${seconds} s`,
      what:
        `${listOf(names(found))} ${found.length === 1 ? "restarts" : "restart at the same time"}: events ` +
        `are answered 503 for about ${seconds} s. Pages are served, edits are accepted, workers wait, and jobs stay on disk.`,
      why: reasonOf(found),
      seconds: polledSeconds(seconds + 3),
      outage: seconds,
      rollback: "Revert: the same interruption.",
      services: names(found),
    },
  ];
};

/**
 * etcd stores which member leads each database. Leaders run without it (`failsafe_mode`), but no failover is possible.
 */
export const etcd: Rule = (change) => {
  const members = withImage(change, "etcd");
  const joining = members.some(({ operation }) => operation === "added");
  const leaving = members.filter(({ operation }) => operation === "removed");
  if (joining || leaving.length > 0) {
    const was = change.before.services.filter(({ image }) => image === "etcd").length;
    const left = was - leaving.length;
    const stops = 2 * left <= was;
    return [
      {
        class: "outage",
        summary: stops
          ? `etcd stops, because ${leaving.length} of its ${count(was, "member")} ${agree(leaving, "is", "are")} removed`
          : "up fails because members of etcd cannot be changed this way",
        what:
          `etcd would have other members (${listOf(names(members))}). Once it has run, it accepts members only ` +
          "through etcdctl: a new member never becomes healthy, and up fails." +
          (stops ? ` With ${left} of ${count(was, "member")} it stops: no database can change its leader.` : ""),
        why: "etcd.machines changes.",
        durationNote: "until etcd.machines is as before",
        rollback: "Revert: the original members retain their data.",
        services: names(members),
      },
    ];
  }
  const found = members.filter(isRestart);
  if (found.length === 0) return [];
  const seconds = longest(
    found.map(({ after }) => after),
    restartSeconds,
  );
  return [
    {
      class: "rolling",
      what:
        `${listOf(names(found))} ${found.length === 1 ? "restarts" : "restart at the same time"}: databases keep ` +
        `their leaders, and no failover is possible for about ${seconds} s.`,
      why: reasonOf(found),
      seconds: polledSeconds(seconds + 3),
      rollback: "Revert: the same interruption.",
      services: names(found),
    },
  ];
};

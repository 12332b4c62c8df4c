import { looked, startSeconds, stopSeconds } from "../diff/durationModel";
import { all, causes, names } from "../phrasing/sentences";
import { ofImage, type Rule } from "./rule";

/** The store of who leads. Leaders go on without it (`failsafe_mode`), but nobody can take over. */
export const etcd: Rule = (change) => {
  const members = ofImage(change, "etcd");
  if (members.length === 0) return [];
  if (members.some(({ fate }) => fate === "added" || fate === "removed")) {
    return [
      {
        class: "outage",
        brief: "up fails: etcd takes no other members",
        what:
          `etcd would have other members (${all(names(members))}), but once it has run it takes members through etcdctl alone: a new one ` +
          `never becomes healthy, and up fails.`,
        why: "etcd.machines changes.",
        back: "Revert: members that ran keep their data.",
        services: names(members),
      },
    ];
  }
  const restarted = members.filter(({ fate }) => fate === "restarted" || fate === "replaced");
  if (restarted.length === 0) return [];
  const away = Math.max(
    ...restarted.map(({ after }) => (after === undefined ? 0 : stopSeconds(after) + startSeconds(after))),
  );
  return [
    {
      class: "rolling",
      what: `${all(names(restarted))} restart at the same time: leaders go on, and for about ${away} s no replica could take over.`,
      why: `${causes(restarted)}.`,
      seconds: looked(away + 3),
      back: "Revert, at the same price.",
      services: names(restarted),
    },
  ];
};

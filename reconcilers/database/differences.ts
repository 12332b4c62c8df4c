import type { Member } from "./patroni";

/** The actual leader, compared with the declared primary. */
export type Leadership =
  | { readonly kind: "as declared"; readonly leader: string }
  | { readonly kind: "no leader" }
  /** Another member took over after the declared primary had led. To move back is a decision, not a repair. */
  | { readonly kind: "failed over"; readonly leader: string; readonly remark: string }
  /** The declared primary is a replica that can take over. */
  | { readonly kind: "switch over"; readonly leader: string }
  /** The declared primary cannot take over yet: it is being cloned, or it starts. */
  | { readonly kind: "wait"; readonly leader: string; readonly reason: string }
  /**
   * The declared primary cannot take over, and waiting does not help. `timeout`: milliseconds for a new member to
   * appear.
   */
  | { readonly kind: "refused"; readonly leader: string; readonly reason: string; readonly timeout?: number };

export interface DeclaredLeader {
  readonly primary: string;
  /** Declared members. A leader that is not among them is going to be removed, and hands over first. */
  readonly members: readonly string[];
  readonly failback: "manual" | "automatic";
  /** The most bytes that the primary may lag when it takes over. */
  readonly maxLag: number;
}

/** What earlier reconciliations have recorded. */
export interface Recorded {
  /** The declared primary that has led. */
  readonly primary: unknown;
  /** Members that have led or streamed. */
  readonly joined: readonly string[];
}

/** States of a member that is about to stream (Patroni 4.0, "REST API"). */
const startingStates = [
  "creating replica",
  "starting",
  "running",
  "in archive recovery",
  "restarting",
  "initializing new cluster",
];

/**
 * Compares the leader with the declared primary. A newly declared primary takes over once; after that, only `failback`
 * moves the lead. A switchover needs a member that streams and hardly lags.
 */
export function leadership(declared: DeclaredLeader, recorded: Recorded, members: readonly Member[]): Leadership {
  const { primary, failback, maxLag } = declared;
  const leader = members.find(({ role }) => role === "leader");
  if (leader === undefined || leader.state !== "running") return { kind: "no leader" };
  if (leader.name === primary) return { kind: "as declared", leader: primary };
  const failedOver = recorded.primary === primary && declared.members.includes(leader.name);
  const remains: Leadership = {
    kind: "failed over",
    leader: leader.name,
    remark: `${leader.name} leads after a failover; the declared primary is ${primary}`,
  };
  if (failedOver && failback === "manual") return remains;
  const obstacle = obstacleOf(
    members.find(({ name }) => name === primary),
    maxLag,
    recorded.joined.includes(primary),
  );
  if (obstacle === undefined) return { kind: "switch over", leader: leader.name };
  if (failedOver) return remains;
  const { text, ...kind } = obstacle;
  return { ...kind, leader: leader.name, reason: `${cannotTakeOver(primary, leader.name)}: ${text}` };
}

export const cannotTakeOver = (primary: string, leader: string) => `${primary} cannot take over from ${leader}`;

type Obstacle = { readonly text: string } & (
  | { readonly kind: "wait" }
  | { readonly kind: "refused"; readonly timeout?: number }
);

/** Milliseconds for a new member to start; its image may have to be pulled. */
const newMemberTimeout = 120_000;

/** Why a member cannot take over. Patroni drops a stopped member from its list after half a minute. */
function obstacleOf(candidate: Member | undefined, maxLag: number, hasJoined: boolean): Obstacle | undefined {
  if (candidate === undefined) {
    return hasJoined
      ? { text: "it has left the cluster", kind: "refused" }
      : { text: "it has not joined the cluster", kind: "refused", timeout: newMemberTimeout };
  }
  if (candidate.state !== "streaming") {
    return {
      text: `it is ${candidate.state}, not streaming`,
      kind: startingStates.includes(candidate.state) ? "wait" : "refused",
    };
  }
  if (candidate.lag === undefined) return { text: "its lag is unknown", kind: "refused" };
  if (candidate.lag > maxLag) {
    return { text: `it is ${candidate.lag} bytes behind, more than maxLag (${maxLag})`, kind: "refused" };
  }
  return undefined;
}

/**
 * The member to restart next for a setting that requires it: replicas first, the leader last. A replica refuses to run
 * with lower values than the leader for what it replays (PostgreSQL 17, 26.4.1), so Patroni leaves it at the higher
 * value until the leader has restarted.
 */
export function restartNext(members: readonly Member[]): string | undefined {
  const waiting = members.filter(({ pendingRestart }) => pendingRestart);
  return (waiting.find(({ role }) => role !== "leader") ?? waiting[0])?.name;
}

/** A declared member that neither leads nor streams. */
export interface AbsentMember {
  readonly name: string;
  readonly text: string;
}

/** Declared members that neither lead nor stream. */
export function absentMembers(declared: readonly string[], members: readonly Member[]): AbsentMember[] {
  return declared.flatMap((name) => {
    const member = members.find((one) => one.name === name);
    if (member === undefined) return [{ name, text: `${name} is not in the cluster` }];
    if (member.role === "leader")
      return member.state === "running" ? [] : [{ name, text: `${name} leads, but is ${member.state}` }];
    return member.state === "streaming" ? [] : [{ name, text: `${name} is ${member.state}, not streaming` }];
  });
}

import type { Member } from "./patroni";

/** What to do about who leads. */
export type Leadership =
  | { readonly kind: "as declared"; readonly leader: string }
  | { readonly kind: "no leader" }
  /** Another member took over since the declared primary led. Moving back is a decision, not a repair. */
  | { readonly kind: "failed over"; readonly leader: string; readonly remark: string }
  /** The declared primary follows another member and can take over; nothing but the transactions under way may stand against it. */
  | { readonly kind: "switch over"; readonly leader: string }
  /** The declared primary cannot take over yet: it is being cloned, or starts. */
  | { readonly kind: "not yet"; readonly leader: string; readonly reason: string }
  /** The declared primary cannot take over, and time alone will not change that; one that is not there at all has `patience` milliseconds to come. */
  | { readonly kind: "refused"; readonly leader: string; readonly reason: string; readonly patience?: number };

export interface DeclaredLeader {
  readonly primary: string;
  /** Declared members: a leader that is none of them is to be removed, and gives the lead away before. */
  readonly members: readonly string[];
  readonly failback: "manual" | "automatic";
  /** Bytes that the primary may be behind when it takes over. */
  readonly maxLag: number;
}

/** States in which a member is on its way to stream (Patroni 4.0, "REST API"). */
const onTheWay = [
  "creating replica",
  "starting",
  "running",
  "in archive recovery",
  "restarting",
  "initializing new cluster",
];

/**
 * Who leads, against who is declared to. A declared primary is brought about once: `placed` is the one that already led, and afterwards
 * only `failback` moves the lead. A switchover is due only to a member that streams and is nearly level.
 */
export function leadership(declared: DeclaredLeader, placed: unknown, members: readonly Member[]): Leadership {
  const { primary, failback, maxLag } = declared;
  const leader = members.find(({ role }) => role === "leader");
  if (leader === undefined || leader.state !== "running") return { kind: "no leader" };
  if (leader.name === primary) return { kind: "as declared", leader: primary };
  const now = `${leader.name} leads, ${primary} is declared to`;
  const failedOver = placed === primary && declared.members.includes(leader.name);
  const stays: Leadership = { kind: "failed over", leader: leader.name, remark: `${now}: it failed over` };
  if (failedOver && failback === "manual") return stays;
  const obstacle = obstacleOf(
    members.find(({ name }) => name === primary),
    maxLag,
  );
  if (obstacle === undefined) return { kind: "switch over", leader: leader.name };
  if (failedOver) return stays;
  const { what, ...kind } = obstacle;
  return { ...kind, leader: leader.name, reason: `${now}, but it is ${what}` };
}

type Obstacle = { readonly what: string } & (
  | { readonly kind: "not yet" }
  | { readonly kind: "refused"; readonly patience?: number }
);

/** A member that is new has to be started, and its image to be pulled; of one that was stopped Patroni forgets after half a minute that it was there. */
const patienceWithNew = 120_000;

/** What stands against a member's taking over. */
function obstacleOf(candidate: Member | undefined, maxLag: number): Obstacle | undefined {
  if (candidate === undefined) return { what: "not a member (yet)", kind: "refused", patience: patienceWithNew };
  if (candidate.state !== "streaming") {
    return {
      what: `${candidate.state}, not streaming`,
      kind: onTheWay.includes(candidate.state) ? "not yet" : "refused",
    };
  }
  if (candidate.lag === undefined || candidate.lag > maxLag) {
    return { what: `${candidate.lag ?? "unknown"} bytes behind, more than ${maxLag} (maxLag)`, kind: "refused" };
  }
  return undefined;
}

/**
 * The member to restart next for a setting that needs it: replicas first, the leader last. A replica refuses to run with less than the
 * leader has of what it replays (26.4.1), and Patroni keeps it at the larger figure until the leader is there.
 */
export function restartNext(members: readonly Member[]): string | undefined {
  const waiting = members.filter(({ pendingRestart }) => pendingRestart);
  return (waiting.find(({ role }) => role !== "leader") ?? waiting[0])?.name;
}

/** Declared members that do not lead or stream. */
export function absent(declared: readonly string[], members: readonly Member[]): string[] {
  return declared.flatMap((name) => {
    const member = members.find((one) => one.name === name);
    if (member === undefined) return [`${name} is not a member (yet)`];
    const well = member.role === "leader" ? member.state === "running" : member.state === "streaming";
    return well ? [] : [`${name} is ${member.state}`];
  });
}

/** The part of a desired configuration that differs from the actual one, as a PATCH takes it; undefined where none does. */
export function configurationPatch(desired: unknown, actual: unknown): unknown {
  if (!isBlock(desired)) return sameSetting(desired, actual) ? undefined : desired;
  const patch: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(desired)) {
    const part = configurationPatch(value, isBlock(actual) ? actual[key] : undefined);
    if (part !== undefined) patch[key] = part;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

const isBlock = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Patroni may keep a number as text. */
const sameSetting = (a: unknown, b: unknown) => b !== undefined && String(a) === String(b);

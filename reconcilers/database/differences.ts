import type { Member } from "./patroni";

/** What to do about who leads. */
export type Leadership =
  | { readonly kind: "as declared"; readonly leader: string }
  | { readonly kind: "no leader" }
  /** Another member took over since the declared primary led. Moving back is a decision, not a repair. */
  | { readonly kind: "failed over"; readonly leader: string; readonly remark: string }
  /** The declared primary follows another member and can take over. */
  | { readonly kind: "switch over"; readonly leader: string }
  /** The declared primary cannot take over yet. */
  | { readonly kind: "cannot"; readonly leader: string; readonly reason: string };

/**
 * Who leads, against who is declared to. A declared primary is brought about once: `placed` is the one that already led. A switchover is
 * due only to a member that streams and is nearly level.
 */
export function leadership(primary: string, placed: unknown, members: readonly Member[], maxLag: number): Leadership {
  const leader = members.find(({ role }) => role === "leader");
  if (leader === undefined || leader.state !== "running") return { kind: "no leader" };
  if (leader.name === primary) return { kind: "as declared", leader: primary };
  const now = `${leader.name} leads, ${primary} is declared to`;
  if (placed === primary) return { kind: "failed over", leader: leader.name, remark: `${now}: it failed over` };
  const candidate = members.find(({ name }) => name === primary);
  if (candidate === undefined) return { kind: "cannot", leader: leader.name, reason: `${now}, but it is not a member (yet)` };
  if (candidate.state !== "streaming") return { kind: "cannot", leader: leader.name, reason: `${now}, but it is ${candidate.state}, not streaming` };
  if (candidate.lag === undefined || candidate.lag > maxLag) {
    return { kind: "cannot", leader: leader.name, reason: `${now}, but it is ${candidate.lag ?? "unknown"} bytes behind, more than ${maxLag}` };
  }
  return { kind: "switch over", leader: leader.name };
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

import { formatNumber, formatSeconds } from "../../lib/format";
import { all, count } from "../phrasing/sentences";
import { bytesText, percent, plain } from "../phrasing/values";
import type { Metrics } from "../snapshot/metrics/schema";
import { lostKeys } from "./metrics/cache";
import { stops } from "./policies";
import type { Class, Effect, ImageChange, PolicyChange, SettingChange } from "./schema";

/** What a headline is made of. */
export interface Headline {
  readonly before: Metrics;
  readonly after: Metrics;
  readonly settings: readonly SettingChange[];
  readonly effects: readonly Effect[];
  readonly images: readonly ImageChange[];
  readonly policies: readonly PolicyChange[];
}

/** More would be no headline. */
const most = 6;

/** One sentence of what changes, the weightiest first, and one of what that costs. */
export function headlineOf(change: Headline): string {
  const { before, after } = change;
  const found = [databases, tiers, cache, workers, queue, disks, machines].flatMap((part) => part(before, after));
  const parts = [...found, ...images(change.images)];
  const shown = parts.length > most ? [...parts.slice(0, most - 1), `${parts.length - most + 1} more`] : parts;
  return `${(shown.length === 0 ? [others(change.settings)] : shown).join("; ")}. ${cost(change)}`;
}

function cost({ effects, policies }: Headline): string {
  const broken = policies.filter(stops);
  const refused =
    broken.length === 0 ? "" : `Policies refuse it: ${all([...new Set(broken.map(({ policy }) => policy))])}.`;
  const worst: Class = effects[0]?.class ?? "live";
  const brief = (of: Class) => [
    ...new Set(effects.flatMap((effect) => (effect.class === of && effect.brief !== undefined ? [effect.brief] : []))),
  ];
  const seconds = Math.max(0, ...effects.map((effect) => effect.seconds ?? 0));
  const open = effects.flatMap(({ takes, brief: what }) =>
    takes === undefined || what === undefined ? [] : [`, and ${what}`],
  );
  const takes = seconds > 0 ? `, about ${formatSeconds(seconds)}${open.join("")}` : "";
  if (worst === "data" || worst === "outage") {
    const told = (of: Class, word: string) => (brief(of).length > 0 ? [`${word}: ${all(brief(of))}.`] : []);
    return [...told("data", "Data at risk"), ...told("outage", "Outage"), ...(refused === "" ? [] : [refused])].join(
      " ",
    );
  }
  if (refused !== "") return refused;
  if (worst === "rolling") return `No request fails${takes}.`;
  return effects.length === 0 ? "Nothing that runs changes." : `Live${takes}.`;
}

type Part = (before: Metrics, after: Metrics) => string[];

/** Both revisions' entries of a list by name, those of the new one first. */
function pairs<T>(
  before: readonly T[],
  after: readonly T[],
  key: (of: T) => string,
): (readonly [string, T | undefined, T | undefined])[] {
  const [old, now] = [before, after].map((list) => new Map(list.map((one) => [key(one), one])));
  return [...new Set([...(now?.keys() ?? []), ...(old?.keys() ?? [])])].map((name) => [
    name,
    old?.get(name),
    now?.get(name),
  ]);
}

const databases: Part = (before, after) =>
  pairs(before.databases, after.databases, ({ name }) => name).flatMap(([name, was, is]) => {
    if (was === undefined)
      return is === undefined ? [] : [`new database ${name}${is.parts.length > 0 ? ` for ${all(is.parts)}` : ""}`];
    if (is === undefined) return [`database ${name} goes`];
    if (was.primary !== is.primary) return [`${name} moves from ${was.primary} to ${is.primary}`];
    return was.replicas.length === is.replicas.length
      ? []
      : [`${name} ${was.replicas.length} → ${count(is.replicas.length, "replica")}`];
  });

const tiers: Part = (before, after) =>
  pairs(before.tiers, after.tiers, ({ name }) => name).flatMap(([name, was, is]) => {
    if (is === undefined) return [`tier ${name} goes`];
    const share = was?.share !== is.share && after.tiers.length > 1 ? `${percent(is.share)} of the requests` : "";
    if (was === undefined)
      return [`new tier ${name} with ${count(is.instances, "instance")}${share === "" ? "" : ` and ${share}`}`];
    const instances = was.instances === is.instances ? "" : `${was.instances} → ${count(is.instances, "instance")}`;
    const parts = [instances, share].filter((part) => part !== "");
    return parts.length === 0 ? [] : [`${name} ${instances === "" ? "gets " : ""}${parts.join(" and ")}`];
  });

const cache: Part = (before, after) => {
  const sum = ({ cache: { servers, memory } }: Metrics) => servers.length * memory;
  const lost = lostKeys(before, after);
  return lost === 0
    ? []
    : [`cache ${bytesText(sum(before))} → ${bytesText(sum(after))}, ${percent(lost)} of its keys read again`];
};

const workers: Part = ({ workers: was, queue: { drain: old } }, { workers: is, queue: { drain } }) => {
  const speed = (rate: number | undefined) => (rate === undefined ? "without a limit" : `up to ${formatNumber(rate)}`);
  const number = was.instances === is.instances ? [] : [`${was.instances} → ${is.instances}`];
  const rate =
    old === drain
      ? []
      : [`${speed(old)} → ${drain === undefined ? "without a limit" : `${formatNumber(drain)} jobs/s`}`];
  return number.length + rate.length === 0 ? [] : [`workers ${[...number, ...rate].join(", ")}`];
};

const queue: Part = ({ queue: was }, { queue: is }) =>
  was.maxItems === is.maxItems ? [] : [`queue of ${formatNumber(was.maxItems)} → ${formatNumber(is.maxItems)} jobs`];

const disks: Part = (before, after) =>
  pairs(before.disks, after.disks, ({ machine }) => machine).flatMap(([machine, was, is]) =>
    was === undefined || is === undefined || was.budget === is.budget
      ? []
      : [`disk of ${machine} ${formatNumber(was.budget)} → ${formatNumber(is.budget)} ` + `rows/s`],
  );

const machines: Part = (before, after) => {
  const found = pairs(before.machines, after.machines, ({ name }) => name);
  const fresh = found.flatMap(([name, was]) => (was === undefined ? [name] : []));
  const gone = found.flatMap(([name, , is]) => (is === undefined ? [name] : []));
  return [
    ...(fresh.length > 0 ? [`new ${fresh.length === 1 ? "machine" : "machines"} ${all(fresh)}`] : []),
    ...(gone.length > 0
      ? [`${gone.length === 1 ? "machine" : "machines"} ${all(gone)} ${gone.length === 1 ? "goes" : "go"}`]
      : []),
  ];
};

function images(changed: readonly ImageChange[]): string[] {
  const packages = changed.reduce((sum, one) => sum + (one.packages?.length ?? 0), 0);
  if (changed.length === 0) return [];
  return [
    `new ${changed.length === 1 ? "image" : "images"} ` +
      `${all(changed.map(({ image }) => image))}${packages > 0 ? ` with ${count(packages, "changed Debian package")}` : ""}`,
  ];
}

/** Settings that no figure is of. */
function others(settings: readonly SettingChange[]): string {
  if (settings.length === 0) return "the declaration is as it was; what follows from it is not";
  const written = ({ path, before, after }: SettingChange) =>
    [before, after].every((value) => typeof value !== "object") ? `${path} ${plain(before)} → ${plain(after)}` : path;
  return settings.length > 3 ? `${settings.length} settings change` : settings.map(written).join("; ");
}

import { figure, timeText } from "../../components/policies/figures";
import type { Figures } from "../facts/figures/schema";
import { bytesText, percent } from "../report/figures";
import { lostKeys } from "./figures/cache";
import type { Class, Effect, ImageChange, PolicyChange, SettingChange } from "./schema";
import { stops } from "./policies";
import { all, count } from "./effects/words";

/** What a headline is made of. */
export interface Headline {
  readonly before: Figures;
  readonly after: Figures;
  readonly settings: readonly SettingChange[];
  readonly effects: readonly Effect[];
  readonly images: readonly ImageChange[];
  readonly policies: readonly PolicyChange[];
}

/** One sentence of what changes, and one of what that costs. */
export function headlineOf(change: Headline): string {
  const parts = [...databases(change), ...tiers(change), ...shares(change), ...cache(change), ...workers(change), ...queue(change), ...disks(change), ...machines(change), ...images(change)];
  const shown = parts.length === 0 ? [others(change)] : parts.length > 5 ? [...parts.slice(0, 4), `${parts.length - 4} more`] : parts;
  const sentence = shown.join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}. ${cost(change)}`;
}

function cost({ effects, policies }: Headline): string {
  const broken = policies.filter(stops);
  if (broken.length > 0) return `${count(broken.length, "policy violation")} (${all([...new Set(broken.map(({ policy }) => policy))])}): up refuses it.`;
  const worst: Class = effects[0]?.class ?? "live";
  const seconds = Math.max(0, ...effects.map((effect) => effect.seconds ?? 0));
  const outage = Math.max(0, ...effects.map((effect) => effect.outage ?? 0));
  const takes = seconds > 0 ? `, about ${timeText(seconds)}` : "";
  if (worst === "data") return `Data is at risk${outage > 0 ? `, and something is away for about ${timeText(outage)}` : ""}: read how below.`;
  if (worst === "outage") return outage > 0 ? `An outage of about ${timeText(outage)} for part of the site.` : "An outage for part of the site.";
  if (worst === "rolling") return `No request fails${takes}.`;
  return effects.length === 0 ? "Nothing that runs changes." : `Live: no task that serves restarts${takes}.`;
}

function tiers({ before, after }: Headline): string[] {
  const names = [...new Set([...after.tiers, ...before.tiers].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [was, is] = [before, after].map((figures) => figures.tiers.find((tier) => tier.name === name));
    if (was === undefined) return is === undefined ? [] : [`${count(is.instances, "instance")} of the new tier ${name}`];
    if (is === undefined) return [`the tier ${name} goes`];
    return was.instances === is.instances ? [] : [`${name} ${was.instances} → ${count(is.instances, "instance")}`];
  });
}

function shares({ before, after }: Headline): string[] {
  const written = ({ tiers: all_ }: Figures) => all_.map(({ name, weight }) => `${name} ${weight}`).join(" : ");
  const moved = after.tiers.filter((tier) => before.tiers.some((one) => one.name === tier.name && one.share !== tier.share) || !before.tiers.some((one) => one.name === tier.name));
  const most = after.tiers.reduce((a, b) => (b.share > a.share ? b : a), after.tiers[0] ?? { name: "", share: 0 });
  return moved.length === 0 || after.tiers.length < 2 || written(before) === written(after) ? [] : [`${percent(most.share)} of the requests go to ${most.name}`];
}

function cache({ before, after }: Headline): string[] {
  const sum = ({ cache: { servers, memory } }: Figures) => servers.length * memory;
  const lost = lostKeys(before, after);
  if (lost === 0) return [];
  return [`cache ${bytesText(sum(before))} → ${bytesText(sum(after))}, ${percent(lost)} of its keys read again`];
}

function workers({ before, after }: Headline): string[] {
  const [was, is] = [before.queue.drain, after.queue.drain];
  if (was !== is) return [`workers do ${was === undefined ? "as they can" : `up to ${figure(was)}`} → ${is === undefined ? "as they can" : `${figure(is)} jobs/s`}`];
  return before.workers.instances === after.workers.instances ? [] : [`workers ${before.workers.instances} → ${after.workers.instances}`];
}

const queue = ({ before, after }: Headline): string[] =>
  before.queue.maxItems === after.queue.maxItems ? [] : [`the queue holds ${figure(before.queue.maxItems)} → ${figure(after.queue.maxItems)} jobs`];

function databases({ before, after }: Headline): string[] {
  return [...new Set([...after.databases, ...before.databases].map(({ name }) => name))].flatMap((name) => {
    const [was, is] = [before, after].map((figures) => figures.databases.find((one) => one.name === name));
    if (was === undefined) return is === undefined ? [] : [`new database ${name}${is.parts.length > 0 ? ` for ${all(is.parts)}` : ""}`];
    if (is === undefined) return [`the database ${name} goes`];
    if (was.primary !== is.primary) return [`${name} moves from ${was.primary} to ${is.primary}`];
    if (was.replicas.length !== is.replicas.length) return [`${name} has ${was.replicas.length} → ${count(is.replicas.length, "replica")}`];
    return [];
  });
}

const disks = ({ before, after }: Headline): string[] =>
  after.disks.flatMap(({ machine, budget }) => {
    const was = before.disks.find((one) => one.machine === machine);
    return was === undefined || was.budget === budget ? [] : [`${machine}'s disk takes ${figure(was.budget)} → ${figure(budget)} rows/s`];
  });

function machines({ before, after }: Headline): string[] {
  const [old, now] = [before, after].map((figures) => figures.machines.map(({ name }) => name));
  const fresh = (now ?? []).filter((name) => !old?.includes(name));
  const gone = (old ?? []).filter((name) => !now?.includes(name));
  return [...(fresh.length > 0 ? [`new ${fresh.length === 1 ? "machine" : "machines"} ${all(fresh)}`] : []), ...(gone.length > 0 ? [`without ${all(gone)}`] : [])];
}

const images = ({ images: changed }: Headline): string[] =>
  changed.length === 0 ? [] : [`new ${changed.length === 1 ? "image" : "images"} ${all(changed.map(({ image }) => image))}`];

function others({ settings }: Headline): string {
  if (settings.length === 0) return "The declaration is as it was, and what follows from it is not";
  return settings.length > 3 ? `${settings.length} settings change` : `${all(settings.map(({ path }) => path))} ${settings.length === 1 ? "changes" : "change"}`;
}

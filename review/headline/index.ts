import { formatSeconds } from "../../lib/format";
import { stopsUp } from "../diff/policies";
import type { Effect, ImageChange, PolicyChange, SettingChange } from "../diff/schema";
import type { ServiceChange } from "../diff/services";
import { count, listOf } from "../phrasing/phrases";
import type { Metrics } from "../snapshot/metrics/schema";
import type { Finding } from "../snapshot/schema";
import { capacityPhrases } from "./capacity";
import { settingPhrases } from "./settings";

/** The input of a headline. */
export interface HeadlineInput {
  readonly before: Metrics;
  readonly after: Metrics;
  readonly settings: readonly SettingChange[];
  readonly services: readonly Pick<ServiceChange, "name">[];
  readonly effects: readonly Effect[];
  readonly images: readonly ImageChange[];
  readonly policies: readonly PolicyChange[];
  /** Violations that a waiver allows from now on, or to another extent. */
  readonly waived: readonly Finding[];
  readonly policiesAdded: readonly string[];
  readonly policiesRemoved: readonly string[];
}

/** A longer headline is not read. */
const maxPhrases = 6;

/** One sentence about what changes, the most important first, and one about what it costs. */
export function headlineOf(input: HeadlineInput): string {
  const { before, after, settings } = input;
  const capacity = capacityPhrases(before, after);
  const rest = settings.filter(({ path }) => !capacity.some(({ covers }) => covers.some((one) => contains(one, path))));
  const phrases = [...capacity.map(({ text }) => text), ...settingPhrases(rest), ...imagePhrases(input.images)];
  const shown =
    phrases.length > maxPhrases
      ? [...phrases.slice(0, maxPhrases - 1), `${phrases.length - maxPhrases + 1} more changes`]
      : phrases;
  const what = (shown.length === 0 ? [withoutSettings(input)] : shown).join("; ");
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}. ${[costOf(input), ...policyNotes(input)].join(" ")}`;
}

/** Whether a path is a setting itself or in a section. `*` is any one name. */
function contains(section: string, path: string): boolean {
  const [names, parts] = [section.split("."), path.split(".")];
  return names.length <= parts.length && names.every((name, index) => name === "*" || name === parts[index]);
}

/** What changes if no setting does: the project's own code, or its policies. */
function withoutSettings({ services, policies, policiesAdded, policiesRemoved }: HeadlineInput): string {
  if (services.length > 0)
    return (
      `no setting changes, but the new code changes ${count(services.length, "service")}: ` +
      `${listOf(services.map(({ name }) => name))}`
    );
  if (policiesAdded.length + policiesRemoved.length > 0) return "no setting changes, but the policies do";
  const changed = [...new Set(policies.filter(({ state }) => state !== "unchanged").map(({ policy }) => policy))];
  return `no setting changes, but policy results do: ${listOf(changed)}`;
}

function imagePhrases(images: readonly ImageChange[]): string[] {
  if (images.length === 0) return [];
  const packages = images.reduce((sum, image) => sum + (image.packages?.length ?? 0), 0);
  const suffix = packages > 0 ? ` with ${count(packages, "changed Debian package")}` : "";
  return [`new ${images.length === 1 ? "image" : "images"} ${listOf(images.map(({ image }) => image))}${suffix}`];
}

/** Policies that begin or cease to check the stack, and violations that this change waives. */
function policyNotes({ waived, policiesAdded, policiesRemoved }: HeadlineInput): string[] {
  const subject = (names: readonly string[]) => (names.length === 1 ? "A policy" : `${names.length} policies`);
  return [
    ...(policiesRemoved.length > 0
      ? [
          `${subject(policiesRemoved)} no longer ${policiesRemoved.length === 1 ? "applies" : "apply"}: ` +
            `${listOf(policiesRemoved)}.`,
        ]
      : []),
    ...(policiesAdded.length > 0
      ? [`${subject(policiesAdded)} now ${policiesAdded.length === 1 ? "applies" : "apply"}: ${listOf(policiesAdded)}.`]
      : []),
    ...waived.map(
      ({ policy, violation, waiver }) => `Waived until ${waiver?.until} (${policy}): ${extentOf(violation)}.`,
    ),
  ];
}

/** A violation without its advice, which follows the last semicolon, and without the calculation in parentheses. */
const extentOf = (violation: string): string =>
  violation
    .replace(/;[^;]*$/, "")
    .replace(/ \([^()]*\)/g, "")
    .replace(/\.$/, "");

/** What the change costs: data at risk, outages, rejecting policies, or the duration of `up`. */
function costOf({ effects, policies }: HeadlineInput): string {
  const rejecting = [...new Set(policies.filter(stopsUp).map(({ policy }) => policy))];
  const rejection =
    rejecting.length === 0
      ? []
      : [`${rejecting.length === 1 ? "A policy rejects" : "Policies reject"} it: ${listOf(rejecting)}.`];
  const summaries = (kind: Effect["class"]) => [
    ...new Set(effects.flatMap((effect) => (effect.class === kind && effect.summary ? [effect.summary] : []))),
  ];
  const [data, outages] = [summaries("data"), summaries("outage")];
  if (data.length + outages.length + rejection.length > 0) {
    return [
      ...(data.length > 0 ? [`Data at risk: ${listOf(data)}.`] : []),
      ...(outages.length > 0 ? [`Outage: ${listOf(outages)}.`] : []),
      ...rejection,
    ].join(" ");
  }
  if (effects.length === 0) return "Nothing that runs changes.";
  const seconds = Math.max(0, ...effects.map((effect) => effect.seconds ?? 0));
  const open = effects.flatMap(({ durationNote, summary }) => (durationNote && summary ? [`plus ${summary}`] : []));
  const duration = [...(seconds > 0 ? [`about ${formatSeconds(seconds)}`] : []), ...open].join(", ");
  const isRolling = effects.some((effect) => effect.class === "rolling");
  const result = isRolling ? "No request fails" : "Applied live";
  return duration === "" ? `${result}.` : `${result}; up takes ${duration}.`;
}

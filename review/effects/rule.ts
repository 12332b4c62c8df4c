import type { Effect } from "../diff/schema";
import type { ServiceChange } from "../diff/services";
import { count, isSeries, listOf, seriesOf } from "../phrasing/phrases";
import type { StackSnapshot } from "../snapshot/schema";

/** The input of a rule: a stack before and after, and the services that differ. */
export interface Change {
  readonly before: StackSnapshot;
  readonly after: StackSnapshot;
  readonly services: readonly ServiceChange[];
}

/** Finds the effects of one kind. */
export type Rule = (change: Change) => Effect[];

/** The changed services that run an image, or ran it if they are removed. */
export const withImage = ({ services }: Change, image: string): ServiceChange[] =>
  services.filter(({ before, after }) => (after ?? before)?.image === image);

/** Whether the tasks of a service restart, in place or by replacement. */
export const isRestart = ({ operation }: ServiceChange): boolean =>
  operation === "restarted" || operation === "replaced";

export const names = (changes: readonly ServiceChange[]): string[] => changes.map(({ name }) => name);

const replicasOf = ({ after, before }: ServiceChange): number => (after ?? before)?.replicas ?? 0;

/** `16 tasks of apache, 6 of workers and cache-3 to cache-10`: a service with one task goes by its name alone. */
export function tasksOf(changes: readonly ServiceChange[]): string {
  const several = changes.filter((change) => replicasOf(change) !== 1).sort((a, b) => replicasOf(b) - replicasOf(a));
  const single = names(changes.filter((change) => replicasOf(change) === 1));
  const counted = several.map(
    (change, index) => `${index === 0 ? count(replicasOf(change), "task") : replicasOf(change)} of ${change.name}`,
  );
  return listOf([...counted, ...(isSeries(single) ? [seriesOf(single)] : single)]);
}

/** The verb for the tasks of services: singular for one task in total. */
export const verb = (changes: readonly ServiceChange[], singular: string, plural: string): string =>
  changes.reduce((sum, change) => sum + replicasOf(change), 0) === 1 ? singular : plural;

/** The verb for a list of names. */
export const agree = (names: readonly unknown[], singular: string, plural: string): string =>
  names.length === 1 ? singular : plural;

const fieldNames: Readonly<Record<string, string>> = {
  args: "arguments",
  capAdds: "Linux capabilities",
  capDrops: "dropped Linux capabilities",
  configs: "the list of files",
  cpus: "the CPU limit",
  dnsConfig: "the name resolution",
  endpointSpec: "the published port",
  env: "environment variables",
  health: "the health check",
  healthcheck: "the health check",
  init: "the init process",
  logDriver: "the log driver",
  memory: "the memory limit",
  mode: "the service mode",
  mounts: "volumes",
  networks: "networks",
  networksAdvanceds: "networks",
  published: "the published port",
  readOnly: "the protection of the root file system",
  resources: "the limits and reservations",
  restartPolicy: "the restart policy",
  secrets: "the list of secrets",
  stopGrace: "the stop grace period",
  stopGracePeriod: "the stop grace period",
  stopSignal: "the stop signal",
  tmpfs: "in-memory file systems",
  volumes: "volumes",
};

/** Fields that no reader looks for: they follow from other fields, or are counted elsewhere. */
const omitted = [
  "replicas",
  "after",
  "update",
  "probe",
  "startTimeout",
  "labels",
  "updateConfig",
  "rollbackConfig",
  "convergeConfig",
];

const pluralFields = [
  "args",
  "capAdds",
  "capDrops",
  "env",
  "mounts",
  "networks",
  "networksAdvanceds",
  "resources",
  "tmpfs",
  "volumes",
];

/** `The memory limit changes`, `router-haproxy.cfg changes`: why services restart. */
function causes(changes: readonly ServiceChange[]): string {
  const found = [...new Set(changes.flatMap((change) => change.causes))].filter((cause) => !omitted.includes(cause));
  const phrases = found.map((cause) => fieldNames[cause] ?? cause.replace(/^image /, "the image "));
  const plural = phrases.length !== 1 || pluralFields.includes(found[0] ?? "");
  const text = `${listOf(phrases)} ${plural ? "change" : "changes"}`;
  const startsWithFile = fieldNames[found[0] ?? ""] === undefined && !found[0]?.startsWith("image ");
  return startsWithFile ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Why tasks restart: what changes, and whether the engine must delete and create the services again. */
export const reasonOf = (changes: readonly ServiceChange[]): string =>
  `${causes(changes)}${changes.some(({ operation }) => operation === "replaced") ? "; the engine cannot change this in place" : ""}.`;

/** Groups services with the same causes, so that one sentence covers all of them. */
export function byCauses(changes: readonly ServiceChange[]): ServiceChange[][] {
  const groups = new Map<string, ServiceChange[]>();
  for (const change of changes) {
    const key = change.causes.filter((cause) => !omitted.includes(cause)).join();
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()];
}

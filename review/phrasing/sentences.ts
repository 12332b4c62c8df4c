import type { ServiceChange } from "../diff/services";

/** `a`, `a and b`, `a, b and c`; of more than five, the first three and how many more. */
export function all(names: readonly string[]): string {
  const shown = names.length > 5 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.length < 2 ? (shown[0] ?? "nothing") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

export const names = (changes: readonly ServiceChange[]): string[] => changes.map(({ name }) => name);

/** `cache-1 to cache-10`, where names are numbered without a gap; else all of them. */
export const series = (found: readonly string[]): string =>
  isSeries(found) ? `${found[0]} to ${found.at(-1)}` : all(found);

function isSeries(found: readonly string[]): boolean {
  const numbers = found.map((name) => /^(.*-)(\d+)$/.exec(name));
  const [first] = numbers;
  return (
    found.length > 2 &&
    numbers.every(
      (match, index) => match !== null && match[1] === first?.[1] && Number(match[2]) === Number(first?.[2]) + index,
    )
  );
}

const tasksOfOne = ({ after, before }: ServiceChange): number => (after ?? before)?.replicas ?? 0;

/** `16 tasks of apache, 6 of workers and cache-3 to cache-10`: what is one task goes by its name. */
export function tasks(changes: readonly ServiceChange[]): string {
  const many = changes.filter((change) => tasksOfOne(change) !== 1).sort((a, b) => tasksOfOne(b) - tasksOfOne(a));
  const single = names(changes.filter((change) => tasksOfOne(change) === 1));
  const written = many.map(
    (change, index) => `${index === 0 ? count(tasksOfOne(change), "task") : tasksOfOne(change)} of ${change.name}`,
  );
  return all([...written, ...(isSeries(single) ? [series(single)] : single)]);
}

/** The verb for so many services' tasks: one task `rolls`, more `roll`. */
export const does = (changes: readonly ServiceChange[], one: string, many: string): string =>
  changes.reduce((sum, change) => sum + tasksOfOne(change), 0) === 1 ? one : many;

const fieldWords: Readonly<Record<string, string>> = {
  args: "arguments",
  configs: "files",
  cpus: "the CPU limit",
  env: "the environment",
  health: "the health check",
  memory: "the memory limit",
  networks: "networks",
  published: "the published port",
  secrets: "secret files",
  stopGrace: "the stop grace",
  tmpfs: "memory file systems",
  volumes: "the volume",
};

const silent = ["replicas", "after", "update", "probe", "startTimeout"];

/** What changes of these services, for readers: fields in words, files and images by name. */
export function causes(changes: readonly ServiceChange[]): string {
  const found = [...new Set(changes.flatMap((change) => change.causes))].filter((cause) => !silent.includes(cause));
  const words = found.map((cause) => fieldWords[cause] ?? cause.replace(/^image /, "the image "));
  const text = `${all(words)} ${words.length === 1 && !/^[a-z ]+s$/.test(words[0] ?? "") ? "changes" : "change"}`;
  // A name stays as it is written.
  return fieldWords[found[0] ?? ""] === undefined && !found[0]?.startsWith("image ")
    ? text
    : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Services in groups of equal causes: one sentence says it of all of them. */
export function byCauses(changes: readonly ServiceChange[]): ServiceChange[][] {
  const groups = new Map<string, ServiceChange[]>();
  for (const change of changes) {
    const key = change.causes.filter((cause) => !silent.includes(cause)).join();
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()];
}

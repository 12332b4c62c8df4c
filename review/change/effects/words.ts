import type { ServiceChange } from "../services";

/** `a`, `a and b`, `a, b and c`; of more than five, the first three and how many more. */
export function all(names: readonly string[]): string {
  const shown = names.length > 5 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.length < 2 ? (shown[0] ?? "nothing") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

export const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

const fieldWords: Readonly<Record<string, string>> = {
  args: "its arguments",
  configs: "its files",
  cpus: "its CPU limit",
  env: "its environment",
  health: "its health check",
  memory: "its memory limit",
  networks: "its networks",
  published: "its published port",
  secrets: "its secret files",
  stopGrace: "its stop grace",
  tmpfs: "its memory file systems",
  volumes: "its volume",
};

/** What changes of these services, for readers: fields in words, files and images by name. */
export function causes(changes: readonly ServiceChange[]): string {
  const found = [...new Set(changes.flatMap((change) => change.causes))].filter((cause) => cause !== "replicas" && cause !== "after");
  return `${all(found.map((cause) => fieldWords[cause] ?? cause))} ${found.length === 1 && !isPlural(found[0]) ? "changes" : "change"}`;
}

const isPlural = (cause = "") => /s$/.test(fieldWords[cause] ?? "");

/** Services in groups of equal causes: one sentence says it of all of them. */
export function byCauses(changes: readonly ServiceChange[]): ServiceChange[][] {
  const groups = new Map<string, ServiceChange[]>();
  for (const change of changes) {
    const key = change.causes.filter((cause) => cause !== "replicas").join();
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()];
}

export const names = (changes: readonly ServiceChange[]): string[] => changes.map(({ name }) => name);

/** `apache (16 tasks)` */
export const withTasks = ({ name, after, before }: ServiceChange): string => `${name} (${count((after ?? before)?.replicas ?? 0, "task")})`;

import { settingText } from "../phrasing/phrases";
import type { StackSnapshot } from "../snapshot/schema";

/** Whether the backups of a database are in an object store. */
export const inStore = ({ declared }: StackSnapshot, name: string): boolean =>
  ["databases", name, "backups", "s3"].reduce<unknown>(fieldOf, declared) !== undefined;

/** Whether each write waits for a replica. */
export const isSynchronous = ({ declared }: StackSnapshot, name: string): boolean =>
  ["databases", name, "synchronous"].reduce<unknown>(fieldOf, declared) === true;

/** A declared limit of the queue. */
export const queueLimit = ({ declared }: StackSnapshot, ...path: string[]): string =>
  settingText(path.reduce(fieldOf, fieldOf(declared, "queue")));

export const fieldOf = (section: unknown, field: string): unknown =>
  typeof section === "object" && section !== null ? Reflect.get(section, field) : undefined;

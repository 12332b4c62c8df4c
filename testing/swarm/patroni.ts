import { runInTask } from "./tasks";

/** A database member as `patronictl list` shows it. */
export interface PatroniMember {
  readonly Member: string;
  readonly Role: string;
  readonly State: string;
  readonly "Lag in MB"?: number;
}

/** Lists the members of a database, asking one of them: `content-db-1`. */
export async function patroniMembers(stack: string, member: string): Promise<PatroniMember[]> {
  return JSON.parse(
    await runInTask(stack, member, ["patronictl", "-c", "/etc/patroni", "list", "--format", "json"]),
  ) as PatroniMember[];
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Backup, parseArrival, parseInfo, type Repository } from "./info";

const execute = promisify(execFile);

/** pgBackRest, on the repository of one database. */
export class PgBackRest {
  constructor(private readonly database: string) {}

  async repository(): Promise<Repository> {
    return parseInfo(this.database, await this.run(`--stanza=${this.database}`, "--output=json", "info"));
  }

  /** Tells the repository of the database, once and for all. Not what to do for one that was founded anew: its backups are another's. */
  async introduce(): Promise<void> {
    await this.run(`--stanza=${this.database}`, "stanza-create");
  }

  /** Has the leader end a file of its log, and waits until that is here. */
  async checkArchive(): Promise<void> {
    await this.run(`--stanza=${this.database}`, "--archive-timeout=30", "check");
  }

  async backUp(type: Backup["type"]): Promise<void> {
    await this.run(`--stanza=${this.database}`, `--type=${type === "full" ? "full" : "diff"}`, "backup");
  }

  /** When the newest file of the log came; seconds since 1970. */
  async arrival({ archive }: Repository): Promise<number | undefined> {
    if (archive === undefined) return undefined;
    const { id, last } = archive;
    return parseArrival(
      last,
      await this.run("--output=json", "repo-ls", `archive/${this.database}/${id}/${last.slice(0, 16)}`),
    );
  }

  /** @throws Error with the line that says what is wrong. */
  private async run(...args: string[]): Promise<string> {
    try {
      return (await execute("pgbackrest", args, { maxBuffer: 64 * 2 ** 20 })).stdout;
    } catch (error) {
      throw new Error(`pgbackrest ${args.find((arg) => !arg.startsWith("-")) ?? ""}: ${reasonIn(error)}`);
    }
  }
}

/** pgBackRest says what is wrong in its first line with ERROR. */
function reasonIn(error: unknown): string {
  const [, reason] =
    /ERROR: (.+)/.exec(typeof error === "object" && error !== null ? String(Reflect.get(error, "stderr")) : "") ?? [];
  return reason ?? (error instanceof Error ? error.message : String(error));
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Backup, parseArchivedAt, parseInfo, type Repository } from "./info";

const execute = promisify(execFile);

/** pgBackRest, for the repository of one database. */
export class PgBackRest {
  constructor(private readonly database: string) {}

  async repository(): Promise<Repository> {
    return parseInfo(this.database, await this.run(`--stanza=${this.database}`, "--output=json", "info"));
  }

  /**
   * Creates the database's stanza, once. It fails for a database that was bootstrapped again under the same name, since
   * the repository holds the backups of the old one.
   */
  async createStanza(): Promise<void> {
    await this.run(`--stanza=${this.database}`, "stanza-create");
  }

  /** Has the leader switch to a new file of the write-ahead log, and waits until the old one is archived. */
  async checkArchive(): Promise<void> {
    await this.run(`--stanza=${this.database}`, "--archive-timeout=30", "check");
  }

  async backUp(type: Backup["type"]): Promise<void> {
    await this.run(`--stanza=${this.database}`, `--type=${type === "full" ? "full" : "diff"}`, "backup");
  }

  /** When the newest file of the write-ahead log was archived; seconds since 1970. */
  async archivedAt({ archive }: Repository): Promise<number | undefined> {
    if (archive === undefined) return undefined;
    const { id, last } = archive;
    return parseArchivedAt(
      last,
      await this.run("--output=json", "repo-ls", `archive/${this.database}/${id}/${last.slice(0, 16)}`),
    );
  }

  /** @throws Error with the first error that pgBackRest prints. */
  private async run(...args: string[]): Promise<string> {
    try {
      return (await execute("pgbackrest", args, { maxBuffer: 64 * 2 ** 20 })).stdout;
    } catch (error) {
      throw new Error(`pgbackrest ${args.find((arg) => !arg.startsWith("-")) ?? ""}: ${reasonIn(error)}`);
    }
  }
}

/** pgBackRest prints the cause in its first line with ERROR. */
function reasonIn(error: unknown): string {
  const [, reason] =
    /ERROR: (.+)/.exec(typeof error === "object" && error !== null ? String(Reflect.get(error, "stderr")) : "") ?? [];
  return reason ?? (error instanceof Error ? error.message : String(error));
}

import dev from "../../stacks/dev";
import { type OutboxResult, type OutboxRun, runOutbox, scale } from "../../testing/outboxRun";
import { BenchCluster } from "../support/benchCluster";

/** The cluster of the dev stack. Its disks are not limited. */
export class OutboxCluster extends BenchCluster {
  static async bringUp(): Promise<OutboxCluster> {
    const cluster = new OutboxCluster("outbox", 18_092);
    try {
      await cluster.declare({
        ...dev,
        // The load, the engine and the cluster share the cores of one machine.
        application: { statementTimeout: "5 s", connectTimeout: "3 s", requestTimeout: "9 s" },
      });
      return cluster;
    } catch (error) {
      await cluster.takeDown();
      throw error;
    }
  }

  run(options: Pick<OutboxRun, "edits" | "rate" | "awaySeconds" | "drainSeconds">): Promise<OutboxResult> {
    return runOutbox({ url: this.url, stack: this.stack, ...options });
  }

  scale(service: string, tasks: number): Promise<void> {
    return scale(this.stack, service, tasks);
  }

  /** Runs SQL on the content database. Returns its output, unaligned. */
  async content(statements: string): Promise<string> {
    return (await this.sql("content-db-1", "content", statements)).trim();
  }
}

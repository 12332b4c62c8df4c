import dev from "../../stacks/dev";
import { BenchCluster } from "../support/cluster";

/** The cluster under test: that of the dev stack. Its disks are not limited. */
export class Site extends BenchCluster {
  static async bringUp(): Promise<Site> {
    const site = new Site("outbox", 18_092);
    try {
      await site.declare({
        ...dev,
        // The load, the engine and the cluster share the cores of one machine.
        application: { statementTimeout: "5 s", connectTimeout: "3 s", requestTimeout: "9 s" },
      });
      return site;
    } catch (error) {
      await site.takeDown();
      throw error;
    }
  }

  /** Runs SQL on the content database. Returns its output, unaligned. */
  async content(statements: string): Promise<string> {
    return (await this.sql("content-db-1", "content", statements)).trim();
  }
}

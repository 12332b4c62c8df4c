import { randomBytes } from "node:crypto";
import { eventually } from "../../testing/checkers/eventually";
import { BenchCluster } from "../support/cluster";
import { pages } from "./clients";
import { site as declared, fast, type Machine, slow } from "./declaration";

/** The cluster under test: the content database is on two machines, each alone on its limited disk. */
export class Site extends BenchCluster {
  private readonly limited = { "db-1": this.addDisk(8), "db-2": this.addDisk(8) };
  private readonly devices = { "db-1": this.limited["db-1"].device, "db-2": this.limited["db-2"].device };

  /** Brings the cluster up with `db-1` as primary, limits both disks, and makes the pages that clients read. */
  static async bringUp(): Promise<Site> {
    const site = new Site("switchover", 18_091);
    try {
      await site.lead("db-1");
      for (const machine of ["db-1", "db-2"] as const) await site.limitDiskOf(machine);
      for (let page = 0; page < pages; page++) await site.edit(`p-${page}`, 64);
      return site;
    } catch (error) {
      await site.takeDown();
      throw error;
    }
  }

  /** Declares which machine has the primary, with the other's as its replica, and runs `npm run up`. */
  async lead(machine: Machine): Promise<void> {
    await this.declare(declared(machine, [machine === "db-1" ? "db-2" : "db-1"], this.devices));
  }

  /** The same, with the other machine's member gone from the declaration; its volume stays. */
  async leadAlone(machine: Machine): Promise<void> {
    await this.declare(declared(machine, [], this.devices));
  }

  /** A limit belongs to a container: a member that was started again needs it anew. */
  limitDiskOf(machine: Machine): Promise<void> {
    return this.limit(`content-${machine}`, this.limited[machine], machine === "db-1" ? slow : fast);
  }

  /** One edit through the load balancer, of text that does not compress. @throws Error where it is not acknowledged. */
  async edit(page: string, bytes: number): Promise<void> {
    const response = await fetch(`${this.url}/p/${page}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ body: randomBytes((bytes * 3) / 4).toString("base64") }),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`an edit of ${page} was answered ${response.status}`);
  }

  /** Acknowledged edits that the database does not have. */
  async missing(acknowledged: readonly string[]): Promise<number> {
    const kept = new Set((await this.sql("content-db-1", "content", "SELECT key FROM pages_edit")).split("\n"));
    return acknowledged.filter((key) => !kept.has(key)).length;
  }

  /** Returns once Patroni counts the other member as level with a leader: the next switchover or failover would be refused before. */
  async untilStreaming(leader: Machine): Promise<void> {
    await eventually(async () => {
      const members = JSON.parse(
        await this.inContainer(`content-${leader}`, ["patronictl", "-c", "/etc/patroni", "list", "--format", "json"]),
      ) as { Member: string; Role: string }[];
      const roles = members.map(({ Member: member, Role: role }) => `${member} is ${role}`);
      if (!roles.includes(`content-${leader} is Leader`) || !roles.some((role) => role.endsWith(" is Sync Standby")))
        throw new Error(roles.join(", "));
    }, 120_000);
  }

  /** Which member leads, as the members themselves say. */
  async leader(): Promise<Machine> {
    const answers = await Promise.all(
      (["db-1", "db-2"] as const).map(async (machine) => ({
        machine,
        leads:
          (
            await this.sql(`content-${machine}`, "postgres", "SELECT NOT pg_is_in_recovery()").catch(() => "")
          ).trim() === "t",
      })),
    );
    const leading = answers.filter(({ leads }) => leads);
    const [one] = leading;
    if (one === undefined || leading.length > 1) throw new Error(`${leading.length} members lead`);
    return one.machine;
  }
}

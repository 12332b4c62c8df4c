import { randomBytes } from "node:crypto";
import { eventually } from "../../testing/checkers/eventually";
import { patroniMembers } from "../../testing/swarm/patroni";
import { BenchCluster } from "../support/benchCluster";
import { pages } from "./clients";
import { declarationFor, fast, type Machine, slow } from "./declaration";

/** A cluster whose content database has two members, each on a limited disk of its own. */
export class SwitchoverCluster extends BenchCluster {
  private readonly limited = { "db-1": this.addDisk(8), "db-2": this.addDisk(8) };
  private readonly devices = { "db-1": this.limited["db-1"].device, "db-2": this.limited["db-2"].device };

  /** Brings the cluster up with `db-1` as primary, limits both disks and writes the pages that clients read. */
  static async bringUp(): Promise<SwitchoverCluster> {
    const cluster = new SwitchoverCluster("switchover", 18_091);
    try {
      await cluster.lead("db-1");
      for (const machine of ["db-1", "db-2"] as const) await cluster.limitDiskOf(machine);
      for (let page = 0; page < pages; page++) await cluster.edit(`p-${page}`, 64);
      return cluster;
    } catch (error) {
      await cluster.takeDown();
      throw error;
    }
  }

  /** Declares the machine of the primary, with a replica on the other one, and runs `npm run up`. */
  async lead(machine: Machine): Promise<void> {
    await this.declare(declarationFor(machine, [machine === "db-1" ? "db-2" : "db-1"], this.devices));
  }

  /** The same without a replica. The volume of the other machine's member remains. */
  async leadAlone(machine: Machine): Promise<void> {
    await this.declare(declarationFor(machine, [], this.devices));
  }

  /** Limits a member's disk. A limit belongs to the container: a restarted member needs it again. */
  limitDiskOf(machine: Machine): Promise<void> {
    return this.limit(`content-${machine}`, this.limited[machine], machine === "db-1" ? slow : fast);
  }

  /** Sends an edit of incompressible text through the load balancer. @throws Error if it is not acknowledged */
  async edit(page: string, bytes: number): Promise<void> {
    const response = await fetch(`${this.url}/p/${page}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ body: randomBytes((bytes * 3) / 4).toString("base64") }),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`an edit of ${page} answered ${response.status}`);
  }

  /** Counts the acknowledged edits that the database does not contain. */
  async countLost(acknowledged: readonly string[]): Promise<number> {
    const stored = new Set((await this.sql("content-db-1", "content", "SELECT key FROM pages_edit")).split("\n"));
    return acknowledged.filter((key) => !stored.has(key)).length;
  }

  /** Waits until the other member is a synchronous standby. Until then Patroni rejects a switchover or failover. */
  async untilStreaming(leader: Machine): Promise<void> {
    await eventually(async () => {
      const members = await patroniMembers(this.stack, `content-${leader}`);
      const roles = members.map(({ Member, Role }) => `${Member} is ${Role}`);
      if (!roles.includes(`content-${leader} is Leader`) || !roles.some((role) => role.endsWith(" is Sync Standby")))
        throw new Error(roles.join(", "));
    }, 120_000);
  }

  /** Asks the members which of them is the leader. */
  async leader(): Promise<Machine> {
    const isLeader = async (machine: Machine): Promise<boolean> => {
      const answer = this.sql(`content-${machine}`, "postgres", "SELECT NOT pg_is_in_recovery()");
      return (await answer.catch(() => "")).trim() === "t";
    };
    const machines = ["db-1", "db-2"] as const;
    const answers = await Promise.all(machines.map(isLeader));
    const leaders = machines.filter((_, index) => answers[index] === true);
    const [leader] = leaders;
    if (leader === undefined || leaders.length > 1) throw new Error(`${leaders.length} members are leaders`);
    return leader;
  }
}

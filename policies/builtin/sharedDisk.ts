import type { Policy } from "../policy";

/**
 * What acknowledges only what is on disk must not wait behind a database: an etcd member that does loses the lead of every database when the
 * disk is busiest, and a broker's writes are in nobody's write budget.
 */
export const sharedDisk: Policy = {
  name: "shared-disk",
  level: "advisory",
  only: "production",
  check: ({ declared: { machines, databases, queue, etcd } }) => {
    const on = (machine: string) =>
      Object.entries(databases).flatMap(([name, { primary, replicas }]) =>
        [primary, ...replicas].includes(machine) ? [`databases.${name}`] : [],
      );
    return [
      ["etcd.machines", etcd.machines, "its answers, on which the lead of every database hangs,"] as const,
      ["queue.brokers", queue.brokers, "its confirmations of jobs"] as const,
    ].flatMap(([field, names, what]) =>
      names.flatMap((machine) => {
        const beside = on(machine);
        // With a device of its own the database is alone on that.
        if (beside.length === 0 || machines[machine]?.disk?.device !== undefined) return [];
        return [
          `${field} names ${machine}, whose disk is also that of ${beside.join(" and ")}: ${what} would wait for their checkpoints. ` +
            `Name another machine, or give the databases a device of their own (machines.${machine}.disk.device).`,
        ];
      }),
    );
  },
};

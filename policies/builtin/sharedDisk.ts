import type { Policy } from "../policy";

/**
 * etcd and the brokers acknowledge only what is on disk. On a database's disk, a busy checkpoint delays etcd until
 * databases lose their leader, and no write budget includes a broker's writes.
 */
export const sharedDisk: Policy = {
  name: "shared-disk",
  level: "advisory",
  only: "production",
  check: ({ declared: { machines, databases, queue, etcd } }) => {
    const databasesOn = (machine: string) =>
      Object.entries(databases).flatMap(([name, { primary, replicas }]) =>
        [primary, ...replicas].includes(machine) ? [`databases.${name}`] : [],
      );
    return [
      ["etcd.machines", etcd.machines, "etcd's answers, which every database's leader depends on,"] as const,
      ["queue.brokers", queue.brokers, "publisher confirms"] as const,
    ].flatMap(([field, names, delayed]) =>
      names.flatMap((machine) => {
        const sharing = databasesOn(machine);
        if (sharing.length === 0 || machines[machine]?.disk?.device !== undefined) return [];
        return [
          `${field} names ${machine}, whose disk also holds ${sharing.join(" and ")}: ${delayed} would wait ` +
            "for their checkpoints. " +
            `Name another machine, or give the databases a device of their own (machines.${machine}.disk.device).`,
        ];
      }),
    );
  },
};

import { type DatabasePlan, planDatabase } from "../../../components/database/plan";
import { type DatabaseDeclaration, databaseSchema } from "../../../components/database/spec";
import { Problems } from "../../../components/declaration/problems";
import { disks } from "../../../components/machines/disks";
import { machineSchema } from "../../../components/machines/spec";

const machine = (memory: string, disk?: object, roles = ["database"], walDisk?: object) =>
  machineSchema.parse({ roles, cores: 4, memory, disk, walDisk });

export const machines = {
  "db-1": machine("16 GiB", disks.sas15kRaid10),
  "db-2": machine("64 GiB", { ...disks.nvme, device: "/dev/nvme0n1" }),
  "db-3": machine("16 GiB", disks.sas15kRaid10),
  "db-4": machine("16 GiB"),
  "db-5": machine("16 GiB", disks.sas15kRaid10, ["database"], {
    ...disks.ssdSata,
    device: "/dev/sdb1",
    size: "20 GiB",
  }),
  "backup-1": machine("8 GiB", { ...disks.sata7k2, device: "/dev/sdb" }, ["backup"]),
  "web-1": machine("8 GiB", undefined, ["web"]),
};

/** A declared database, planned on these machines, beside others. */
export function planned(
  args: Partial<DatabaseDeclaration> = {},
  name = "content",
  others: Readonly<Record<string, DatabaseDeclaration>> = {},
): { plan: DatabasePlan; problems: readonly string[] } {
  const problems = new Problems();
  const declared = databaseSchema.parse({ primary: "db-1", replicas: ["db-2"], connections: 100, ...args });
  const databases = {
    ...Object.fromEntries(Object.entries(others).map(([other, one]) => [other, databaseSchema.parse(one)])),
    [name]: declared,
  };
  const plan = planDatabase(
    name,
    declared,
    { machines, etcd: ["etcd-app-1:2379", "etcd-app-2:2379", "etcd-app-3:2379"], databases },
    problems,
  );
  return { plan, problems: problems.all };
}

/** A rendered file of a plan; a test that asks for one that is not there fails. */
export function file({ configs }: Pick<DatabasePlan, "configs">, name: string): string {
  const found = configs.find((config) => config.name === name);
  if (found === undefined)
    throw new Error(`no config ${name}; there are ${configs.map((config) => config.name).join(", ")}`);
  return found.content;
}

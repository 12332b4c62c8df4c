import type * as z from "zod";
import { list, name, section, size } from "../declaration/schema";

/** The etcd cluster in which Patroni elects the leader of each database. */
export const etcdSchema = section({
  /**
   * Machines that run one member each: 1, 3 or 5, so that a majority is always clear. The set of members is fixed at
   * the first `up`; members are not added or removed later.
   */
  machines: list(name(), 1, 5),
  /** Memory of one member. @default "128 MiB" */
  memory: size("64 MiB", "16 GiB").default("128 MiB"),
});

export type EtcdDeclaration = z.input<typeof etcdSchema>;
export type EtcdSpec = z.output<typeof etcdSchema>;

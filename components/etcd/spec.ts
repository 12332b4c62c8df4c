import type * as z from "zod";
import { list, name, section, size } from "../declaration/schema";

/** The store in which Patroni keeps who leads each database. */
export const etcdSchema = section({
  /** Machines that run a member: one, or a majority of three or five. The set is fixed when the cluster is first brought up. */
  machines: list(name(), 1, 5),
  /** Memory of one member. @default "128 MiB" */
  memory: size("64 MiB", "16 GiB").default("128 MiB"),
});

export type EtcdDeclaration = z.input<typeof etcdSchema>;
export type EtcdSpec = z.output<typeof etcdSchema>;

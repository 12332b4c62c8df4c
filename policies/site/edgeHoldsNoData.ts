import type { Role } from "../../components/machines/spec";
import type { Policy } from "../policy";

const keeping: readonly Role[] = ["queue", "etcd", "database"];

/** What the internet reaches is taken over first: nothing that keeps data may be on the same machine. */
export default {
  name: "edge-keeps-no-data",
  level: "mandatory",
  check: ({ declared: { machines } }) =>
    Object.entries(machines).flatMap(([name, { roles }]) => {
      const kept = roles.filter((role) => roles.includes("edge") && keeping.includes(role));
      return kept.length === 0
        ? []
        : [
            `machines.${name} has the role "edge", and keeps the data of ${kept.join(" and ")}; use another machine for either.`,
          ];
    }),
} satisfies Policy;

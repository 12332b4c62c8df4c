import type { Role } from "../../components/machines/spec";
import type { Policy } from "../policy";

const storesData: readonly Role[] = ["queue", "etcd", "database"];

/** The number of machines up to which one machine has to have several roles. */
const smallSite = 3;

/** The edge is the machine that the internet reaches first, so it holds no data. Small sites are exempt. */
export default {
  name: "edge-holds-no-data",
  formerly: ["edge-keeps-no-data"],
  level: "mandatory",
  check: ({ declared: { machines } }) =>
    Object.keys(machines).length <= smallSite
      ? []
      : Object.entries(machines).flatMap(([name, { roles }]) => {
          const stores = roles.filter((role) => roles.includes("edge") && storesData.includes(role));
          return stores.length === 0
            ? []
            : [
                `machines.${name} has the role "edge" and holds the data of ${stores.join(" and ")}; ` +
                  "move one of these roles to another machine.",
              ];
        }),
} satisfies Policy;

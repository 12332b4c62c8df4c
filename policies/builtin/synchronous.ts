import type { Policy } from "../policy";

/**
 * A failover of an asynchronous database loses what its replicas did not have yet. Which of the two a database is, is a choice that stays,
 * so its reason stands beside it (`asynchronousBecause`) and not in a waiver, which ends. A policy and not a problem, since development needs
 * no reason.
 */
export const synchronous: Policy = {
  name: "synchronous",
  level: "mandatory",
  only: "production",
  check: ({ declared: { databases } }) =>
    Object.entries(databases).flatMap(([name, declared]) =>
      declared.synchronous || declared.asynchronousBecause !== undefined || declared.replicas.length === 0
        ? []
        : [
            `databases.${name}.synchronous is false, so a failover may lose writes that were acknowledged, up to maxLag ("${declared.maxLag}"). ` +
              `Use true, or say why not in databases.${name}.asynchronousBecause.`,
          ],
    ),
};

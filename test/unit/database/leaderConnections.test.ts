import fc from "fast-check";
import { planDatabase } from "../../../components/database/plan";
import { databaseSchema } from "../../../components/database/spec";
import { Problems } from "../../../components/declaration/problems";
import { disks } from "../../../components/machines/disks";
import { machineSchema } from "../../../components/machines/spec";

const machine = machineSchema.parse({ roles: ["database"], cores: 4, memory: "64 GiB", disk: disks.ssdSata });

/** A database with the rendered files, or its problems. */
function planned(connections: number, poolers: number, memory: number) {
  const problems = new Problems();
  const declared = databaseSchema.parse({
    primary: "db-1",
    replicas: ["db-2"],
    connections,
    poolers,
    memory: `${memory} MiB`,
  });
  const plan = planDatabase(
    "content",
    declared,
    { machines: { "db-1": machine, "db-2": machine }, etcd: ["etcd-1:2379"], databases: { content: declared } },
    problems,
  );
  const file = (name: string) => plan.configs.find((config) => config.name === name)?.content ?? "";
  return { problems: problems.all, file, services: plan.services };
}

/**
 * The worst case from the files that run: every pool of every pooler, and those of the extra pooler of a rollout, at
 * the leader.
 */
function worstCase({ file, services }: ReturnType<typeof planned>): { opened: number; accepted: number } {
  const ini = file("content-pgbouncer.ini");
  const pools = [...ini.matchAll(/^content(?:_read)? = /gm)].length;
  const perPool = Number(/^max_db_connections = (\d+)$/m.exec(ini)?.[1]);
  const pooler = services.find(({ name }) => name === "content-pooler");
  const tasks = (pooler?.replicas ?? 0) + (pooler?.update.order === "start-first" ? 1 : 0);
  const member: { bootstrap: { dcs: { postgresql: { parameters: { max_connections: number } } } } } = JSON.parse(
    file("content-db-1.yml"),
  );
  return { opened: pools * perPool * tasks, accepted: member.bootstrap.dcs.postgresql.parameters.max_connections };
}

const database = fc.tuple(
  fc.integer({ min: 4, max: 495 }),
  fc.integer({ min: 1, max: 16 }),
  fc.oneof(fc.integer({ min: 256, max: 4_500 }), fc.integer({ min: 256, max: 16_384 })),
);

test("the leader accepts the worst case of connections of every accepted database, and 10 more", () => {
  let accepted = 0;
  fc.assert(
    fc.property(database, (args) => {
      const plan = planned(...args);
      if (plan.problems.length > 0) return;
      accepted += 1;
      const worst = worstCase(plan);
      expect(worst.opened + 10).toBeLessThanOrEqual(worst.accepted);
    }),
    { numRuns: 800 },
  );
  expect(accepted).toBeGreaterThan(100);
});

test("every fix that the problem proposes is accepted", () => {
  fc.assert(
    fc.property(database, ([connections, poolers, memory]) => {
      const [problem = ""] = planned(connections, poolers, memory).problems.filter((one) => one.includes("accepts"));
      const fewer = /use at most (\d+) connections/.exec(problem)?.[1];
      const larger = /or more memory: "(\d+) MiB"/.exec(problem)?.[1];
      if (fewer !== undefined) expect(planned(Number(fewer), poolers, memory).problems).toEqual([]);
      if (larger !== undefined) expect(planned(connections, poolers, Number(larger)).problems).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

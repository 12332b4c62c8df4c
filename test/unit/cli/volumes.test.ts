import { stackOf } from "../../../cli/docker/volumes";
import { systemsOf } from "../../../components/cluster/plan";
import { stackNames } from "../../../stacks/declarations";
import { planStack } from "../../../stacks/plan";

const stackLabel = "com.docker.stack.namespace";

test.each([
  ["dev_content-db-1-data", {}, "dev"],
  ["dev_content-db-1-wal", undefined, "dev"],
  ["dev_content-db-1-data", null, "dev"],
  // Of the stack dev_2, and not of dev.
  ["dev_2_etcd-1-data", {}, "dev_2"],
  ["dev_2_data", {}, undefined],
  ["dev_backup", {}, undefined],
  ["apture-registry", {}, undefined],
  ["0d54e2ab31", { "com.docker.volume.anonymous": "" }, undefined],
  ["dev_content-db-1-data", { "com.docker.compose.project": "dev" }, undefined],
  ["dev_x-data", { [stackLabel]: "dev" }, "dev"],
  ["dev_x-data", { [stackLabel]: "other" }, "other"],
])("%s with labels %j belongs to %s", (Name, Labels, stack) => {
  expect(stackOf({ Name, ...(Labels === undefined ? {} : { Labels }) })).toBe(stack);
});

test.each(stackNames())("each volume that %s declares belongs to the stack that mounts it", (declared) => {
  const plan = planStack(declared);
  const volumes = systemsOf(plan).flatMap(({ services }) => services.flatMap(({ volumes: all = [] }) => all));
  expect(volumes.length).toBeGreaterThan(5);
  for (const stack of ["dev", "dev_2", "a_b-c_"]) {
    for (const { name } of volumes) expect(stackOf({ Name: `${stack}_${name}` })).toBe(stack);
  }
});

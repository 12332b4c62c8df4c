import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Problems } from "../../../components/declaration/problems";
import { read } from "../../../components/declaration/read";
import { planEtcd } from "../../../components/etcd/plan";
import { type EtcdDeclaration, etcdSchema } from "../../../components/etcd/spec";

function planned(args: EtcdDeclaration) {
  const problems = new Problems();
  return { plan: planEtcd(etcdSchema.parse(args), problems), problems: problems.all };
}

test("plans a member on each machine, with all peers in its file", () => {
  const { plan, problems } = planned({ machines: ["app-1", "app-2", "app-3"] });
  expect(problems).toEqual([]);
  expect(plan.endpoints).toEqual(["etcd-app-1:2379", "etcd-app-2:2379", "etcd-app-3:2379"]);
  expect(plan.services.map(({ name, placement, volumes, networks }) => [name, placement, volumes, networks])).toEqual([
    ["etcd-app-1", { machine: "app-1" }, [{ name: "etcd-app-1-data", path: "/var/lib/etcd" }], ["etcd"]],
    ["etcd-app-2", { machine: "app-2" }, [{ name: "etcd-app-2-data", path: "/var/lib/etcd" }], ["etcd"]],
    ["etcd-app-3", { machine: "app-3" }, [{ name: "etcd-app-3-data", path: "/var/lib/etcd" }], ["etcd"]],
  ]);
  expect(plan.configs.find(({ name }) => name === "etcd-app-2.yml")?.content).toBe(
    readFileSync(join(__dirname, "golden", "etcd-app-2.yml"), "utf8"),
  );
});

test("members start at the same time, because each needs a majority", () => {
  expect(planned({ machines: ["app-1", "app-2", "app-3"] }).plan.services.flatMap(({ after }) => after ?? [])).toEqual(
    [],
  );
});

test.each([2, 4])("rejects %i members", (count) => {
  const machines = ["app-1", "app-2", "app-3", "app-4"].slice(0, count);
  expect(planned({ machines }).problems).toEqual([
    `etcd.machines has ${count} machines; use 1, 3 or 5, so that a majority is always clear.`,
  ]);
});

test.each<[unknown, string[]]>([
  [{ machines: [] }, ["etcd.machines has 0 entries; use 1 to 5."]],
  [{ machines: ["a", "b", "c", "d", "e", "f"] }, ["etcd.machines has 6 entries; use 1 to 5."]],
  [{ machines: ["app-1", "app-1", "app-2"] }, ['etcd.machines names "app-1" twice; name it once.']],
  [{ machines: ["app-1"], memory: "32 MiB" }, ['etcd.memory is "32 MiB"; use a size from "64 MiB" to "16 GiB".']],
  [{ machines: "app-1" }, ['etcd.machines is "app-1"; use a list.']],
])("rejects %j", (args, problems) => expect(read(etcdSchema, args, "etcd")).toEqual({ problems }));

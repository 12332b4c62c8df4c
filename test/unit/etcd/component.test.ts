import { Problems } from "../../../components/declaration/problems";
import { Etcd } from "../../../components/etcd";
import { planEtcd } from "../../../components/etcd/plan";
import { etcdSchema } from "../../../components/etcd/spec";
import { ofType, registered } from "../../../testing/mocks/pulumi";

test("registers a service and a configuration for each member, and no secret", async () => {
  const plan = planEtcd(etcdSchema.parse({ machines: ["app-1", "app-2", "app-3"] }), new Problems());
  const resources = await registered((platform) => void new Etcd("etcd", { plan, platform }), ["etcd"]);
  expect(ofType(resources, "apture:etcd:Etcd").map(({ name }) => name)).toEqual(["etcd"]);
  expect(
    ofType(resources, "docker:index/service:Service")
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["etcd-app-1", "etcd-app-2", "etcd-app-3"]);
  expect(ofType(resources, "docker:index/serviceConfig:ServiceConfig").map(({ name }) => name)).toEqual([
    "etcd-app-1.yml",
    "etcd-app-2.yml",
    "etcd-app-3.yml",
  ]);
  expect(ofType(resources, "docker:index/secret:Secret")).toEqual([]);
});

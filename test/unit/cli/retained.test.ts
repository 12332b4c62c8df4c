import { leaveAlone, retainedVolumes, undeclared } from "../../../cli/docker/retained";
import type { Service, StackState } from "../../../cli/docker/swarm";
import { parseState } from "../../../setup/pulumi/state";

const urn = (name: string) =>
  `urn:pulumi:dev::apture::apture:cluster:Cluster$random:index/randomPassword:RandomPassword::${name}`;
const state = (resources?: object[]) => parseState(JSON.stringify({ deployment: { resources } }));

test("protected passwords that the declaration no longer asks for are left alone", () => {
  const resources = [
    { urn: urn("content-app"), protect: true },
    { urn: urn("old-app"), protect: true },
    { urn: urn("unprotected") },
    { urn: "urn:pulumi:dev::apture::docker:index/network:Network::old-data", protect: true },
  ];
  expect(undeclared(state(resources), ["content-app"])).toEqual([urn("old-app")]);
  expect(leaveAlone([urn("old-app")])).toEqual(["--exclude", urn("old-app")]);
});

test("a stack without resources has none", () => {
  expect(undeclared(state(), [])).toEqual([]);
  expect(undeclared(parseState("{}"), [])).toEqual([]);
});

const volume = (name: string) => ({ Type: "volume" as const, Source: `dev_${name}`, Target: `/${name}` });

function service(
  name: string,
  mounts: Service["Spec"]["TaskTemplate"]["ContainerSpec"]["Mounts"],
  constraint: string,
): Service {
  return {
    ID: name,
    Spec: {
      Name: `dev_${name}`,
      Mode: {},
      TaskTemplate: { ContainerSpec: { Image: "postgres", Mounts: mounts }, Placement: { Constraints: [constraint] } },
    },
  };
}

const of = (...services: Service[]): StackState => ({ services, tasks: [], nodes: [] });
const member = service(
  "old-db-1",
  [volume("old-db-1-data"), volume("old-db-1-wal"), { Type: "tmpfs", Source: "", Target: "/tmp" }],
  "node.labels.apture.machine.db-1==true",
);
const reconciler = service("old-reconciler", [], "node.labels.apture.role.database==true");
const stays = service("content-db-1", [volume("content-db-1-data")], "node.labels.apture.machine.db-1==true");

test("data of a member that is gone is named, with its machine and how to delete it", () => {
  expect(retainedVolumes("dev", of(member, reconciler, stays), of(reconciler, stays))).toEqual([
    "old-db-1 is declared no longer. Its data stays on db-1, in dev_old-db-1-data and dev_old-db-1-wal: declare it again, and it is as it was. " +
      "There, docker volume rm dev_old-db-1-data dev_old-db-1-wal deletes it.",
  ]);
  expect(retainedVolumes("dev", of(stays), of(stays, member))).toEqual([]);
});

test("a whole database is forgotten by a command of its own", () => {
  expect(retainedVolumes("dev", of(member, reconciler, stays), of(stays))).toEqual([
    "old-db-1 is declared no longer. Its data stays on db-1, in dev_old-db-1-data and dev_old-db-1-wal: declare it again, and it is as it was.",
    "npm run forget -- old -s dev deletes what is left of old for good.",
  ]);
});

import { excluding, retainedVolumes, undeclaredPasswords } from "../../../cli/docker/retained";
import type { Service, StackState } from "../../../cli/docker/swarm";
import { parseState } from "../../../setup/pulumi/state";

const urn = (name: string) =>
  `urn:pulumi:dev::apture::apture:cluster:Cluster$random:index/randomPassword:RandomPassword::${name}`;
const state = (resources?: object[]) => parseState(JSON.stringify({ deployment: { resources } }));

test("excludes protected passwords that the declaration no longer uses", () => {
  const resources = [
    { urn: urn("content-app"), protect: true },
    { urn: urn("old-app"), protect: true },
    { urn: urn("unprotected") },
    { urn: "urn:pulumi:dev::apture::docker:index/network:Network::old-data", protect: true },
  ];
  expect(undeclaredPasswords(state(resources), ["content-app"])).toEqual([urn("old-app")]);
  expect(excluding([urn("old-app")])).toEqual(["--exclude", urn("old-app")]);
});

test("finds no passwords in a state without resources", () => {
  expect(undeclaredPasswords(state(), [])).toEqual([]);
  expect(undeclaredPasswords(parseState("{}"), [])).toEqual([]);
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

test("reports the data of a removed member, its machine and how to delete it", () => {
  expect(retainedVolumes("dev", of(member, reconciler, stays), of(reconciler, stays))).toEqual([
    "old-db-1 is no longer declared. Its data is retained on db-1 in dev_old-db-1-data and dev_old-db-1-wal; redeclare it to reattach the data. " +
      "To delete it, run docker volume rm dev_old-db-1-data dev_old-db-1-wal there.",
  ]);
  expect(retainedVolumes("dev", of(stays), of(stays, member))).toEqual([]);
});

test("names the command that deletes a removed database", () => {
  expect(retainedVolumes("dev", of(member, reconciler, stays), of(stays))).toEqual([
    "old-db-1 is no longer declared. Its data is retained on db-1 in dev_old-db-1-data and dev_old-db-1-wal; " +
      "redeclare it to reattach the data.",
    "npm run purge -- old -s dev permanently deletes the data of old.",
  ]);
});

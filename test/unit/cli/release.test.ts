import { repositoryOf } from "../../../cli/actions/release";
import { dueForRelease } from "../../../setup/images/release";

test.each(["registry.example.com/apture", "127.0.0.1:5000/apture", "docker.io/someone/apture_site", "localhost/a"])(
  "accepts the repository %s",
  (text) => expect(repositoryOf(text)).toBe(text),
);

test.each([
  "https://registry.example.com/apture",
  "registry.example.com",
  "registry.example.com/apture/",
  "registry.example.com/apture:1",
  "registry.example.com/Apture",
  "apture",
])("rejects the repository %s", (text) =>
  expect(() => repositoryOf(text)).toThrow(
    `${text} is not a registry with a path; use a form such as registry.example.com/apture.`,
  ),
);

describe("images to release", () => {
  const app = { name: "app", hash: "a".repeat(64) };
  const etcd = { name: "etcd", hash: "e".repeat(64) };
  const here = "registry.example.com/apture";
  const built = (repository: string, { name, hash }: typeof app) =>
    `${repository}/${name}:${hash.slice(0, 16)}@sha256:${"0".repeat(64)}`;

  test.each<[string, Record<string, string>, string[]]>([
    ["all without a lock file", {}, ["app", "etcd"]],
    ["none if the lock file has all sources", { app: built(here, app), etcd: built(here, etcd) }, []],
    [
      "an image whose sources changed",
      { app: built(here, { ...app, hash: "b".repeat(64) }), etcd: built(here, etcd) },
      ["app"],
    ],
    [
      "an image in another registry",
      { app: built("elsewhere.example.com/apture", app), etcd: built(here, etcd) },
      ["app"],
    ],
    [
      "an image without a tag, which identifies the sources",
      { app: `${here}/app@sha256:${"0".repeat(64)}`, etcd: built(here, etcd) },
      ["app"],
    ],
  ])("%s", (_, lock, due) => expect(dueForRelease([app, etcd], here, lock).map(({ name }) => name)).toEqual(due));
});

import { repositoryOf } from "../../../cli/commands/release";
import { dueForRelease } from "../../../setup/images/release";

test.each(["registry.example.com/apture", "127.0.0.1:5000/apture", "docker.io/someone/apture_site", "localhost/a"])(
  "%s is a place for images",
  (text) => expect(repositoryOf(text)).toBe(text),
);

test.each([
  "https://registry.example.com/apture",
  "registry.example.com",
  "registry.example.com/apture/",
  "registry.example.com/apture:1",
  "registry.example.com/Apture",
  "apture",
])("%s is none, and the error says what is", (text) =>
  expect(() => repositoryOf(text)).toThrow(
    `${text} is no place for images; use a registry's host and the path to keep the images under: npm run release -- registry.example.com/apture`,
  ),
);

test("a registry has to be named", () =>
  expect(() => repositoryOf(undefined)).toThrow("release pushes images to a registry; use a registry's host"));

describe("images that are due", () => {
  const app = { name: "app", hash: "a".repeat(64) };
  const etcd = { name: "etcd", hash: "e".repeat(64) };
  const here = "registry.example.com/apture";
  const built = (repository: string, { name, hash }: typeof app) =>
    `${repository}/${name}:${hash.slice(0, 16)}@sha256:${"0".repeat(64)}`;

  test.each<[string, Record<string, string>, string[]]>([
    ["all without a lock", {}, ["app", "etcd"]],
    ["none where the lock has them from these sources", { app: built(here, app), etcd: built(here, etcd) }, []],
    [
      "one whose sources changed",
      { app: built(here, { ...app, hash: "b".repeat(64) }), etcd: built(here, etcd) },
      ["app"],
    ],
    [
      "one that another registry has",
      { app: built("elsewhere.example.com/apture", app), etcd: built(here, etcd) },
      ["app"],
    ],
    [
      "one without a tag, whose sources nobody knows",
      { app: `${here}/app@sha256:${"0".repeat(64)}`, etcd: built(here, etcd) },
      ["app"],
    ],
  ])("%s", (_, lock, due) => expect(dueForRelease([app, etcd], here, lock).map(({ name }) => name)).toEqual(due));
});

import { basesOf, find, type ImageSource, inBuildOrder, withParents } from "../../../setup/images/sources";

const file = (path: string, text: string) => ({ path, executable: false, content: Buffer.from(text) });

const image = (name: string, parents: string[] = [], content = name): ImageSource => ({
  name,
  parents,
  files: [file("Dockerfile", content)],
});

test.each([
  ["FROM debian:trixie-slim\nRUN true", ["debian:trixie-slim"]],
  ["# FROM nothing\nfrom app\nCOPY a b", ["app"]],
  [
    "FROM --platform=linux/amd64 debian:trixie-slim AS build\nFROM app\nCOPY --from=build /a /b",
    ["debian:trixie-slim", "app"],
  ],
  ["FROM debian:trixie-slim AS base\nFROM base AS more\nFROM Base", ["debian:trixie-slim"]],
  ["RUN echo FROM app", []],
])("reads the FROM lines of %j", (text, bases) => {
  expect(basesOf(text)).toEqual(bases);
});

test("replaces parent names with the references that were built", () => {
  const text = "FROM debian:trixie-slim AS tools\nFROM app\nCOPY --from=tools /app /app\n";
  expect(withParents(text, { app: "apture/app:123" })).toBe(
    "FROM debian:trixie-slim AS tools\nFROM apture/app:123\nCOPY --from=tools /app /app\n",
  );
});

test("sorts parents before children", () => {
  const order = inBuildOrder([image("apache", ["app"]), image("app"), image("debug", ["apache"])]);
  expect(order.map(({ name }) => name)).toEqual(["app", "apache", "debug"]);
});

test("a changed parent changes only its own hash and those of its children", () => {
  const hashes = (app: string) =>
    inBuildOrder([image("app", [], app), image("apache", ["app"]), image("haproxy")]).map(({ hash }) => hash);
  const [before, after] = [hashes("one"), hashes("two")];
  expect(before.map((hash, index) => hash === after[index])).toEqual([false, false, true]);
});

test("rejects images that are built FROM each other", () => {
  expect(() => inBuildOrder([image("a", ["b"]), image("b", ["a"])])).toThrow(
    "images are built FROM each other: a, b, a.",
  );
});

test("reports a missing image with the existing ones", () => {
  expect(() => find([image("app"), image("haproxy")], "nginx")).toThrow(
    "there is no image nginx; images/ contains app, haproxy.",
  );
});
